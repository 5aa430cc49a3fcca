/// A list of `allowedOrigins`: that of the file, or a contact center's own.
public struct AllowedOrigins: Hashable, Sendable {
    /// An entry that matches nothing.
    public struct Unusable: Hashable, Sendable {
        /// The entry as it is written.
        public let entry: String
        /// Why it matches nothing.
        public let reason: String
    }

    /// Whether `*` is in the list, which stands for every origin.
    public let allowsAny: Bool
    /// Whether `null` is in the list: pages without an origin, such as files and sandboxed frames.
    public let allowsNull: Bool
    /// The entries that are left out because they match nothing.
    public let unusable: [Unusable]
    private let exact: Set<WebOrigin>
    private let patterns: [OriginPattern]

    /// Reads the entries.
    public init(_ entries: [String] = []) {
        allowsAny = entries.contains("*")
        allowsNull = entries.contains("null")
        var exact: Set<WebOrigin> = []
        var patterns: [OriginPattern] = []
        var unusable: [Unusable] = []
        for entry in entries where entry != "*" && entry != "null" {
            do throws(OriginPattern.Unmatchable) {
                let pattern = try OriginPattern(entry)
                if let origin = WebOrigin(entry) { exact.insert(origin) } else { patterns.append(pattern) }
            } catch {
                unusable.append(Unusable(entry: entry, reason: error.reason))
            }
        }
        self.exact = exact
        self.patterns = patterns
        self.unusable = unusable
    }

    /// Whether an entry names the origin; `*` and `null` are not asked.
    public func names(_ origin: WebOrigin) -> Bool {
        exact.contains(origin) || patterns.contains { $0.matches(origin) }
    }
}
