import GIRPKI

/// The addresses that only programs on the same machine can reach.
public enum LoopbackAddress {
    /// Whether the host is one of them: `localhost`, 127.0.0.0/8, `::1`, or the former as IPv6 writes it.
    public static func isOne(_ host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        guard let bytes = IPAddress.bytes(host) else { return false }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        if bytes.count == 16, bytes.starts(with: mapped) { return bytes[12] == 127 }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }
}
