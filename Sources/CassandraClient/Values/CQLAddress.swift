import Glibc

/// An IPv4 or IPv6 address: CQL's `inet`.
public struct CQLAddress: Sendable, Hashable, CustomStringConvertible, LosslessStringConvertible {
    /// Four bytes or sixteen.
    public let bytes: [UInt8]

    /// Takes four bytes or sixteen; nil for any other number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads the usual notations; nil for anything else, such as a host's name.
    public init?(_ description: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, description, &bytes) == 1 {
            self.bytes = Array(bytes.prefix(4))
        } else if inet_pton(AF_INET6, description, &bytes) == 1 {
            self.bytes = bytes
        } else {
            return nil
        }
    }

    /// Whether it stands for any address, as a node says that listens on all.
    public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    /// Without brackets.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else {
            return ""
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
