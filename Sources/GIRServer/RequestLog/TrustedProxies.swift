import GIRPKI

/// The proxies in front of the server that are believed when they say who asked them.
///
/// Anybody can send `X-Forwarded-For`. So the way is walked back from the other end of the connection, and the first
/// address that is no such proxy is the client.
struct TrustedProxies: Sendable {
    private struct Network: Hashable {
        let address: [UInt8]
        let length: Int

        func contains(_ other: [UInt8]) -> Bool {
            guard other.count == address.count else { return false }
            return (0..<length).allSatisfy { bit in
                (other[bit / 8] ^ address[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
            }
        }
    }

    private let networks: [Network]

    /// Nobody is believed.
    init() { networks = [] }

    /// Takes addresses and networks in CIDR form.
    ///
    /// - Throws: `configuration` where an entry is neither.
    init(_ entries: [String]) throws(ServerError) {
        var networks: [Network] = []
        for entry in entries {
            let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let address = IPAddress.bytes(String(parts[0])),
                let length = parts.count == 1 ? address.count * 8 : Int(parts[1]),
                (0...address.count * 8).contains(length)
            else {
                throw ServerError(
                    .configuration,
                    "'jetty.trustedProxies': '\(entry)' is neither an address nor a network",
                    hint: "write it like 10.0.0.0/8 or 2001:db8::1"
                )
            }
            networks.append(Network(address: address, length: length))
        }
        self.networks = networks
    }

    /// Who asks: the last address on the way here that is none of the proxies.
    ///
    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - forwarded: the values of `X-Forwarded-For`, in their order.
    func client(behind peer: String, forwarded: [String]) -> String {
        guard !networks.isEmpty, include(peer) else { return peer }
        var client = peer
        for entry in forwarded.joined(separator: ",").split(separator: ",").reversed() {
            // What is no address was not written by a proxy that is believed.
            guard let address = Self.address(entry) else { break }
            client = address
            guard include(address) else { break }
        }
        return client
    }

    /// Whether an address is one of them.
    func include(_ address: String) -> Bool {
        guard !networks.isEmpty, let bytes = IPAddress.bytes(address).map(IPAddress.unmapped) else { return false }
        return networks.contains { $0.contains(bytes) }
    }

    /// The address of an entry, which some proxies write with a port.
    private static func address(_ entry: Substring) -> String? {
        var text = entry.trimmingWhitespace
        if text.hasPrefix("[") {
            text = text.dropFirst().prefix { $0 != "]" }
        } else if text.count(where: { $0 == ":" }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        return IPAddress.bytes(String(text)).map(IPAddress.unmapped).map(IPAddress.text)
    }
}
