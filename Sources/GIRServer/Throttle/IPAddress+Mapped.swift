import GIRPKI

extension IPAddress {
    /// The IPv4 address in an IPv4-mapped one (RFC 4291 §2.5.5.2), which some proxies and sockets write; else the same bytes.
    static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
        let prefix = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        return bytes.count == 16 && bytes.starts(with: prefix) ? Array(bytes.suffix(4)) : bytes
    }
}
