import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `The password of a keystore` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws {
        keystore = try KeystoreFolder()
        _ = try folder.write(TestPKI().selfSigned().keyStore(created: TestPKI.now), to: "store")
    }

    @Test func `is read without the byte order mark of an editor on Windows`() async throws {
        let mark = "\u{feff}"
        let cases: [(name: String, text: String, status: Int32)] = [
            ("marked", "\(mark)changeit\r\n", 0), ("twice", "\(mark)\(mark)changeit\n", 65),
            ("within", "change\(mark)it", 65), ("mark", mark, 65),
        ]
        for (name, text, status) in cases {
            _ = try folder.write(text, to: name)
            let result = try await keystore.run(["list", "store"], password: name)
            #expect(result.status == status, "\(name): \(result)")
        }
    }

    @Test func `is said to have what Java does not take`() async throws {
        for (name, text, what) in [
            ("nul", "change\0it", "control characters"), ("tab", "change\tit", "control characters"),
            ("umlaut", "chängeit", "characters beyond ASCII"),
        ] {
            _ = try folder.write(text, to: name)
            let made = ["genkey", "\(name).p12", "--san", "dns:h", "--algorithm", "ec"]
            let result = try await keystore.run(made, password: name)
            #expect(result.stderr.contains("warning: the password has \(what)"), "\(result)")
        }
    }
}
