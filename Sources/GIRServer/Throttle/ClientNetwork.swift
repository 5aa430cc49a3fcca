import GIRPKI

/// What counts as one source of logins: an IPv4 address, or the /64 network that an IPv6 client can take any address of.
struct ClientNetwork: Hashable, Sendable {
    let bytes: [UInt8]

    /// The network of an address; what is no address is a network of its own.
    init(_ client: String) {
        let address = IPAddress.bytes(String(client.prefix { $0 != "%" })).map(IPAddress.unmapped)
        bytes = address.map { Array($0.count == 16 ? $0.prefix(8) : $0[...]) } ?? Array(client.utf8)
    }
}
