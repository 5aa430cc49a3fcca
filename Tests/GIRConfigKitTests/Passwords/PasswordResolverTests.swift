import FoundationEssentials
import GIRConfigKit
import GIRPKI
import Testing

@Suite struct `Password resolution` {
    private let ring: EncryptionKeyRing

    init() throws {
        ring = EncryptionKeyRing(
            active: try #require(EncryptionKey(Secret([UInt8](0..<32)), created: Date(timeIntervalSince1970: 0)))
        )
    }

    @Test(arguments: ["", "hunter2", "crypt:x", "{cipher}x", "MD5:00"])
    func `leaves a plain password as it is`(text: String) throws {
        #expect(try PasswordResolver(keyRing: nil).resolve(configured(text)) == Secret(text))
    }

    @Test func `decrypts CRYPT at its option`() throws {
        for path in [nil, "cassandraCluster.password"] {
            let value = try CryptValue(encrypting: Secret("hunter2"), with: ring.active, boundTo: path)
            #expect(try PasswordResolver(keyRing: ring).resolve(configured(value.text)) == Secret("hunter2"))
        }
    }

    @Test func `decodes OBF in the options of Jetty only`() throws {
        let value = "OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v"
        let resolver = PasswordResolver(keyRing: nil)
        #expect(try resolver.resolve(configured(value, at: "jetty.ssl.keyStorePassword")) == Secret("password"))
        #expect(try resolver.resolve(configured(value)) == Secret(value))
    }

    @Test(
        arguments: [
            ("CRYPT:an03xPrxLAu9p==", .foreignValue), ("CRYPT:v1.x", .damagedValue),
            ("CRYPT:v9.x", .unsupportedVersion),
        ] as [(String, ConfigError.Code)]
    )
    func `gives the place of a value that does not decrypt`(text: String, code: ConfigError.Code) {
        let error = #expect(throws: ConfigError(code, "")) {
            try PasswordResolver(keyRing: ring).resolve(configured(text))
        }
        #expect(error?.place == ConfigError.Place(path: "cassandraCluster.password", span: Self.span))
    }

    @Test func `without a key names the key that is needed`() throws {
        let value = try CryptValue(encrypting: Secret("hunter2"), with: ring.active)
        let error = #expect(throws: ConfigError(.keyMissing, "")) {
            try PasswordResolver(keyRing: nil).resolve(configured(value.text))
        }
        #expect(error?.reason.contains(ring.active.id) == true)
    }

    private static let span = SourceSpan(
        start: SourcePosition(offset: 30, line: 2, column: 13),
        end: SourcePosition(offset: 40, line: 2, column: 23)
    )

    private func configured(_ text: String, at path: String = "cassandraCluster.password") -> ConfiguredPassword {
        ConfiguredPassword(raw: Secret(text), span: Self.span, path: path)
    }
}
