import GIRConfigKit
import GIRPKI
import Testing

@Suite struct `Replacing passwords in a configuration` {
    private static let text = """
        # top
        jetty:
          ssl: {keyStorePath: a.jks, keyStorePassword: 'old'} # inline
        serverSettings:
            caCertificate: /x/ca.jks
            jksPassword:   old   # three blanks
            webDAVTrustedCA: true

        """

    @Test func `changes the named values only`() throws {
        let texts = ["jetty.ssl.keyStorePassword": "OBF:1a2b", "serverSettings.jksPassword": "it's: new"]
        let result = try PasswordReplacement(of: source(Self.text), texts: texts)
        let expected = Self.text.replacing("'old'", with: "'OBF:1a2b'").replacing(
            "   old   #",
            with: "   \"it's: new\"   #"
        )
        #expect(String(decoding: result.bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("a: &x old\nb: *x\n", "a", ConfigError.Code.notReplaceable), ("a: &x old\nb: *x\n", "b", .notReplaceable),
        ("a: 1\n", "b", .optionNotFound), ("a: {b: c}\n", "a", .optionNotFound), ("a: [\n", "a", .syntax),
    ])
    func `refuses what would change more`(text: String, path: String, code: ConfigError.Code) {
        #expect(throws: ConfigError(code, "")) { try PasswordReplacement(of: source(text), texts: [path: "new"]) }
    }

    @Test func `finds the options that name a keystore`() throws {
        let references = try KeystoreOptions(of: source(Self.text)).references
        #expect(references.map(\.file) == ["a.jks", "/x/ca.jks", "true"])
        #expect(
            references.map { $0.passwords.map(\.path) } == [
                ["jetty.ssl.keyStorePassword"], ["serverSettings.jksPassword"], [],
            ]
        )
        #expect(references.last?.passwordOption == "serverSettings.webDAVJksPassword")
    }

    private func source(_ text: String) -> SourceText { SourceText(path: "application.yaml", bytes: Array(text.utf8)) }
}
