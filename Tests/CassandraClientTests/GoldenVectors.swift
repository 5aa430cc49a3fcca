import CassandraClient
import NIOCore

/// Messages as they were seen on the wire, or as another client's encoder makes them, with what they mean.
struct GoldenVector: Sendable, CustomStringConvertible {
    let description: String
    let hex: String
    let version: UInt8
    let stream: Int16
    let request: Request?

    var bytes: [UInt8] { Hex.bytes(hex) }

    static let requests: [GoldenVector] = [
        GoldenVector(description: "OPTIONS", hex: "040000000500000000", version: 4, stream: 0, request: .options),
        GoldenVector(
            description: "STARTUP",
            hex: """
                04000001010000005b0003000b4452495645525f4e414d45001e4170616368652043617373616e64726120507974686f6e20447269766572
                000e4452495645525f56455253494f4e0006332e33302e31000b43514c5f56455253494f4e0005332e342e35
                """,
            version: 4,
            stream: 1,
            request: .startup([
                Request.Option("DRIVER_NAME", "Apache Cassandra Python Driver"),
                Request.Option("DRIVER_VERSION", "3.30.1"),
                Request.Option("CQL_VERSION", "3.4.5"),
            ])
        ),
        GoldenVector(
            description: "AUTH_RESPONSE",
            hex: "040000020f0000000f0000000b0072777300733363726574",
            version: 4,
            stream: 2,
            request: .authResponse(ByteBuffer(string: "\0rws\0s3cret"))
        ),
        GoldenVector(
            description: "QUERY",
            hex: "0400000707000000270000001c53454c454354206b65792046524f4d2073797374656d2e6c6f63616c00060400000064",
            version: 4,
            stream: 7,
            request: .query("SELECT key FROM system.local", parameters(.localQuorum, pageSize: 100))
        ),
        GoldenVector(
            description: "PREPARE",
            hex: "0400000809000000200000001c53454c45435420762046524f4d206b2e742057484552452069643d3f",
            version: 4,
            stream: 8,
            request: .prepare("SELECT v FROM k.t WHERE id=?", keyspace: nil)
        ),
        GoldenVector(
            description: "EXECUTE",
            hex: "040000090a000000190002010200010500020000000400000001ffffffff0000000a",
            version: 4,
            stream: 9,
            request: .execute(id: [1, 2], metadataID: [], parameters(.one, pageSize: 10, values: oneAndNull))
        ),
        GoldenVector(
            description: "REGISTER",
            hex: "0400000a0b000000110001000d5354415455535f4348414e4745",
            version: 4,
            stream: 10,
            request: .register(["STATUS_CHANGE"])
        ),
        GoldenVector(
            description: "PREPARE of v5",
            hex: "0500000809000000240000001c53454c45435420762046524f4d206b2e742057484552452069643d3f00000000",
            version: 5,
            stream: 8,
            request: .prepare("SELECT v FROM k.t WHERE id=?", keyspace: nil)
        ),
        GoldenVector(
            description: "EXECUTE of v5",
            hex: "050000090a0000001f000201020001aa00010000000500020000000400000001ffffffff0000000a",
            version: 5,
            stream: 9,
            request: .execute(id: [1, 2], metadataID: [0xAA], parameters(.one, pageSize: 10, values: oneAndNull))
        ),
    ]

    static let authenticate = Hex.bytes(
        """
        840000010300000031002f6f72672e6170616368652e63617373616e6472612e617574682e50617373776f726441757468656e74696361746f72
        """
    )
    static let authSuccess = Hex.bytes("840000021000000004ffffffff")

    private static var oneAndNull: QueryParameters.Values {
        QueryParameters.Values(count: 2, bytes: ByteBuffer(bytes: Hex.bytes("0000000400000001ffffffff")))
    }

    private static func parameters(
        _ consistency: Consistency,
        pageSize: Int32,
        values: QueryParameters.Values? = nil
    ) -> QueryParameters {
        var parameters = QueryParameters(consistency)
        parameters.pageSize = pageSize
        parameters.values = values
        return parameters
    }
}

/// Hexadecimal digits as bytes.
enum Hex {
    static func bytes(_ text: String) -> [UInt8] {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

extension ByteBuffer {
    var bytes: [UInt8] { Array(readableBytesView) }
}
