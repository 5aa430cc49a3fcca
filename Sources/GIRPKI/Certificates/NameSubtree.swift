/// The names that a constraint speaks of: a domain with all below it, or a network (RFC 5280 §4.2.1.10).
public struct NameSubtree: Sendable, Hashable {
    /// The DNS name, or the address and its mask in one value.
    let base: GeneralName

    /// A domain with its subdomains.
    ///
    /// - Throws: `invalidParameter` for what is no DNS name.
    public init(domain: String) throws(PKIError) {
        guard !domain.hasPrefix("*") else { throw Self.unreadable("dns:\(domain)") }
        base = try GeneralName("dns:\(domain)")
    }

    /// The one address.
    public init(address: [UInt8]) {
        base = .ip(address + [UInt8](repeating: 0xff, count: address.count))
    }

    /// Reads `dns:DOMAIN`, `ip:ADDRESS` or `ip:ADDRESS/BITS` as the command line takes it.
    ///
    /// - Throws: `invalidParameter` for anything else.
    public init(_ text: String) throws(PKIError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { throw Self.unreadable(text) }
        switch parts[0].lowercased() {
        case "dns": try self.init(domain: parts[1])
        case "ip":
            guard let network = Self.network(parts[1]) else { throw Self.unreadable(text) }
            self.init(network)
        default: throw Self.unreadable(text)
        }
    }

    private init(_ base: GeneralName) { self.base = base }

    /// An address with the mask that its length stands for.
    private static func network(_ text: String) -> GeneralName? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let address = IPAddress.bytes(parts[0]), parts.count < 3 else { return nil }
        guard let length = parts.count == 2 ? Int(parts[1]) : address.count * 8,
            (0...(address.count * 8)).contains(length)
        else { return nil }
        let mask = address.indices.map { index in
            UInt8(truncatingIfNeeded: 0xff00 >> min(8, max(0, length - index * 8)))
        }
        return .ip(zip(address, mask).map { $0 & $1 } + mask)
    }

    private static func unreadable(_ text: String) -> PKIError {
        PKIError(
            .invalidParameter,
            "'\(text)' is no range of names",
            hint: "write dns:DOMAIN, ip:ADDRESS or ip:ADDRESS/BITS"
        )
    }
}
