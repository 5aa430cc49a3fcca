public import NIOCore

/// The first bytes that a peer sends, kept on their way to TLS: they tell a peer that does not speak it from one that
/// does not agree, and hold the cipher suite, which the library does not tell.
public struct FirstBytes: Sendable {
    private(set) var bytes: [UInt8] = []

    /// Begins with none.
    public init() {}

    // A ServerHello that fills more is none of a peer that wants to be understood.
    static let limit = 2048

    /// Takes more, up to a limit.
    public mutating func take(_ buffer: ByteBuffer) {
        let room = Self.limit - bytes.count
        if room > 0 { bytes += buffer.readableBytesView.prefix(room) }
    }

    /// Whether nothing has come.
    var isEmpty: Bool { bytes.isEmpty }

    /// Whether they begin a TLS record: a handshake or an alert (RFC 8446 §5.1).
    var isTLS: Bool { bytes.count >= 2 && (bytes[0] == 0x16 || bytes[0] == 0x15) && bytes[1] == 3 }

    /// What was answered instead of TLS, in words.
    var description: String {
        if bytes.starts(with: "HTTP/".utf8) { return "the peer answers in plain HTTP" }
        if bytes.starts(with: "SSH-".utf8) { return "the peer answers as an SSH server" }
        if let version = CassandraFrame.responseVersion(bytes) {
            return "Cassandra answers without TLS, in version \(version) of its protocol"
        }
        let start = bytes.prefix(16)
        if start.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 0x0d || $0 == 0x0a }) {
            let line = String(decoding: start.prefix { $0 >= 0x20 }, as: UTF8.self)
            return "the peer answers in plain text: '\(line)'"
        }
        let shown = bytes.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return "the peer's answer does not begin as TLS does: \(shown.joined(separator: " "))"
    }

    /// The number of the cipher suite in the ServerHello (RFC 8446 §4.1.3).
    var cipherSuite: UInt16? {
        // Record header 5, handshake header 4, version 2, random 32, then the session identifier with its length.
        guard isTLS, bytes[0] == 0x16, bytes.count > 43, bytes[5] == 2 else { return nil }
        let start = 44 + Int(bytes[43])
        guard bytes.count >= start + 2 else { return nil }
        return UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
    }

    /// The IANA name of that suite; its number where this program did not offer it.
    public var cipherSuiteName: String? { cipherSuite.map { Self.names[$0] ?? "0x\(String($0, radix: 16))" } }

    private static let names: [UInt16: String] = [
        0x1301: "TLS_AES_128_GCM_SHA256", 0x1302: "TLS_AES_256_GCM_SHA384", 0x1303: "TLS_CHACHA20_POLY1305_SHA256",
        0xC02B: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xC02C: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xC02F: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xC030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xCCA8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCA9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    ]
}

/// Keeps the first bytes of a connection and passes everything on.
final class FirstBytesHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let record: ConnectionRecord

    init(_ record: ConnectionRecord) { self.record = record }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        record.update { $0.first.take(buffer) }
        context.fireChannelRead(data)
    }
}
