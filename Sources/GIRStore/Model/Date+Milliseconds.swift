package import FoundationEssentials

extension Date {
    /// Milliseconds since 1970; what is beyond 64 bits is cut.
    package var milliseconds: Int64 {
        Int64(exactly: (timeIntervalSince1970 * 1000).rounded()) ?? (timeIntervalSince1970 < 0 ? .min : .max)
    }

    /// The moment so many milliseconds after 1970 began.
    package init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
