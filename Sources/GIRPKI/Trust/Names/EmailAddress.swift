/// A mailbox as certificates name it: `local@host` (RFC 5280 §4.2.1.6).
struct EmailAddress: Hashable {
    /// The part before the at sign; its case counts.
    let local: Substring
    /// The host in lower case.
    let host: String

    /// Reads an address with exactly one at sign; quoted local parts that contain another are not understood.
    init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            HostName.isDomain(parts[1])
        else { return nil }
        local = parts[0]
        host = parts[1].lowercased()
    }
}

extension String {
    /// The text after the prefix, or all of it where it does not begin so.
    func droppingPrefix(_ prefix: String) -> Substring { hasPrefix(prefix) ? dropFirst(prefix.count) : self[...] }
}
