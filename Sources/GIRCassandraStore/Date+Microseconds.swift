import FoundationEssentials

extension Date {
    /// Microseconds since 1970, as the cluster orders writes by; what is beyond 64 bits is cut.
    var microseconds: Int64 {
        Int64(exactly: (timeIntervalSince1970 * 1_000_000).rounded()) ?? (timeIntervalSince1970 < 0 ? .min : .max)
    }
}
