import GIRTestSupport
import NIOCore
import Testing

@testable import GIRLinks

@Suite struct `The first frames of Cassandra` {
    // SUPPORTED: {"CQL_VERSION": ["3.4.5"], "PROTOCOL_VERSIONS": ["4/v4", "5/v5"]}
    private static let supported: [UInt8] = {
        func text(_ value: String) -> [UInt8] { [0, UInt8(value.utf8.count)] + value.utf8 }
        let body =
            [0, 2] + text("CQL_VERSION") + [0, 1] + text("3.4.5") + text("PROTOCOL_VERSIONS") + [0, 2] + text("4/v4")
            + text("5/v5")
        return [0x84, 0, 0, 0, 6, 0, 0, 0, UInt8(body.count)] + body
    }()

    @Test func `are asked for in version 4, with an empty body`() {
        #expect(CassandraFrame.options == [4, 0, 0, 0, 5, 0, 0, 0, 0])
    }

    @Test func `tell the versions, once all bytes are there`() {
        for count in 0..<Self.supported.count {
            #expect(CassandraFrame.answer(Array(Self.supported.prefix(count))) == nil)
        }
        #expect(CassandraFrame.answer(Self.supported) == .cassandra(["4/v4", "5/v5"]))
        #expect(CassandraFrame.answer(Self.supported + [1, 2, 3]) == .cassandra(["4/v4", "5/v5"]))
    }

    @Test func `may be an error, which is Cassandra's too`() {
        #expect(CassandraFrame.answer([0x83, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0]) == .cassandra([]))
    }

    @Test(arguments: [
        Array("HTTP/1.1 400".utf8), [0x15, 3, 3, 0, 2, 2, 40], [0x84, 0, 0, 0, 6, 0xff, 0xff, 0xff, 0xff],
    ])
    func `are not taken for something else`(_ bytes: [UInt8]) {
        #expect(CassandraFrame.answer(bytes) == .other)
    }

    @Test func `end nothing, whatever byte is changed`() {
        for index in Self.supported.indices {
            for value in [0, 1, 0x7f, 0x80, 0xff] as [UInt8] {
                var bytes = Self.supported
                bytes[index] = value
                _ = CassandraFrame.answer(bytes)
            }
        }
    }
}

@Suite struct `The first bytes of a peer` {
    private func first(_ bytes: [UInt8]) -> FirstBytes {
        var first = FirstBytes()
        first.take(.init(bytes: bytes))
        return first
    }

    @Test func `hold the cipher suite of a ServerHello`() {
        let hello = [0x16, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3] + [UInt8](repeating: 7, count: 32)
        #expect(first(hello + [0, 0x13, 0x02, 0]).cipherSuiteName == "TLS_AES_256_GCM_SHA384")
        #expect(first(hello + [2, 9, 9, 0xC0, 0x2F, 0]).cipherSuiteName == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
        #expect(first(hello + [2, 9, 9, 0xC0]).cipherSuite == nil)
        #expect(first(hello + [255, 1]).cipherSuite == nil)
        #expect(first(hello).cipherSuite == nil)
        #expect(first([]).cipherSuite == nil)
    }

    @Test(arguments: [
        ("HTTP/1.1 400 Bad Request\r\n", "the peer answers in plain HTTP"),
        ("SSH-2.0-OpenSSH", "the peer answers as an SSH server"),
        ("220 mail ESMTP\r\nmore", "the peer answers in plain text: '220 mail ESMTP'"),
        ("\u{1}\u{2}", "the peer's answer does not begin as TLS does: 01 02"),
    ])
    func `tell what speaks there`(_ text: String, _ words: String) {
        #expect(!first(Array(text.utf8)).isTLS)
        #expect(first(Array(text.utf8)).description == words)
    }

    @Test func `are kept up to a limit`() {
        #expect(first([UInt8](repeating: 0x16, count: 100_000)).bytes.count == FirstBytes.limit)
    }
}
