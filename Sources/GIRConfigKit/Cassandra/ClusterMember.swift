public import GIRPKI

/// A node of a Cassandra cluster, or a client with an identity of its own.
public struct ClusterMember: Sendable, Hashable {
    /// The two kinds of members.
    public enum Role: String, Sendable, Hashable, Codable {
        case client
        case node
    }

    /// What it is called: the folder of its files and the common name of its certificate.
    public let name: String
    /// What it does.
    public let role: Role
    /// Where others reach it: DNS names and IP addresses, the first one being what configurations name.
    public let addresses: [GeneralName]

    /// Makes a member.
    ///
    /// - Throws: `invalidMember` for a name that is none for a folder, or a node without an address.
    public init(name: String, role: Role, addresses: [GeneralName]) throws(ConfigError) {
        try Self.check(name, role)
        self.name = name
        self.role = role
        var seen: Set<GeneralName> = []
        self.addresses = addresses.filter { seen.insert($0).inserted }
    }

    /// Reads `NAME=ADDRESS[+ADDRESS…]`, or `NAME` where the name is a DNS name or address itself.
    public init(node text: String) throws(ConfigError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let addresses = parts.count == 2 ? parts[1].split(separator: "+", omittingEmptySubsequences: false) : []
        try self.init(node: parts[0], addresses: addresses.map(String.init))
    }

    /// Makes a node of addresses as people write them: DNS names and IP addresses.
    ///
    /// A name that is a host name in a domain is an address too, and so is one without any other.
    public init(node name: String, addresses: [String]) throws(ConfigError) {
        try Self.check(name, .node)
        var all: [GeneralName] = []
        if addresses.isEmpty || (name.contains(".") && IPAddress.bytes(name) == nil) {
            all.append(try Self.address(name, of: name))
        }
        for address in addresses { all.append(try Self.address(address, of: name)) }
        try self.init(name: name, role: .node, addresses: all)
    }

    /// The address that configurations name, without the kind in front of it.
    public var host: String { addresses.first?.host ?? name }

    private static func address(_ text: String, of name: String) throws(ConfigError) -> GeneralName {
        let failure = ConfigError(
            .invalidMember,
            "'\(text)', an address of '\(name)', is no host name or IP address",
            hint: "as in \(name)=10.0.0.1 or \(name)=node.example.com"
        )
        // The last label of a host name has a letter (RFC 1123 §2.1); what has none is an address with a slip in it.
        let isNumeric = text.split(separator: ".").last?.utf8.allSatisfy { (0x30...0x39).contains($0) } ?? true
        guard !isNumeric || IPAddress.bytes(text) != nil else { throw failure }
        do throws(PKIError) {
            return try GeneralName(IPAddress.bytes(text) == nil ? "dns:\(text)" : "ip:\(text)")
        } catch {
            throw failure
        }
    }

    private static func check(_ name: String, _ role: Role) throws(ConfigError) {
        guard isName(name) else {
            throw ConfigError(
                .invalidMember,
                "'\(name)' cannot be the name of a \(role.rawValue)",
                hint: "letters, digits, '.', '-' and '_', at most 64, beginning with a letter or digit"
            )
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first, isWordByte(first) else { return false }
        return name.utf8.allSatisfy { isWordByte($0) || ".-_".utf8.contains($0) }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

extension GeneralName {
    /// The host name or address without the kind in front of it; nil for other kinds of names.
    public var host: String? {
        switch self {
        case .dns(let name): name
        case .ip(let bytes): IPAddress.text(bytes)
        default: nil
        }
    }
}
