import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl keystore --profile` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws {
        keystore = try KeystoreFolder()
        _ = try folder.write(TestPKI().root.certificate.pem, to: "ca.pem")
    }

    private func genkey(_ options: String...) async throws -> CommandResult {
        try await keystore.run(
            ["genkey", "store", "--alias", "a", "--san", "dns:h", "--algorithm", "ec"] + options,
            password: "pw"
        )
    }

    /// Which Java opens the store, from both reports.
    private func oldestJava(_ file: String = "store") async throws -> String? {
        struct Listing: Decodable { let oldestJava: String? }
        let json = try await keystore.run("list", file, "--json").succeeded()
        let text = try await keystore.run("list", file).succeeded()
        let java = try JSONDecoder().decode(Listing.self, from: Data(json.outputBytes)).oldestJava
        let first = text.stdout.split(separator: "\n").first ?? ""
        #expect(first.hasSuffix(java.map { "opens with Java \($0) and later" } ?? "opens with no Java"), "\(text)")
        return java
    }

    private func decoded() throws -> KeyStore {
        try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
    }

    @Test(arguments: [("modern", "8u301"), ("java8", "5"), ("legacy", "5")])
    func `says what opens a new keystore`(_ profile: String, _ java: String) async throws {
        try await genkey("--profile", profile).succeeded()
        #expect(try await oldestJava() == java)
    }

    @Test func `is modern where nothing else is said`() async throws {
        try await genkey().succeeded()
        #expect(try await oldestJava() == "8u301")
    }

    @Test func `tells the release of truststores and of Java's own formats`() async throws {
        let trusted = ["import", "store", "--trusted", "ca.pem"]
        try await keystore.run(trusted + ["--profile", "java8"], password: "pw").succeeded()
        // Java sees trusted certificates in PKCS#12 since 8.
        #expect(try await oldestJava() == "8")
        try await keystore.run("import", "store.jks", "--trusted", "ca.pem", "--type", "jks").succeeded()
        #expect(try await oldestJava("store.jks") == "1.2")
    }

    @Test func `encrypts an existing keystore anew, its keys too`() async throws {
        try await genkey().succeeded()
        let key = try decoded().privateKey("a", keyPassword: nil).publicKey
        try await keystore.run("import", "store", "--trusted", "ca.pem", "--profile", "java8").succeeded()
        #expect(try await oldestJava() == "8")
        #expect(try decoded().privateKey("a", keyPassword: nil).publicKey == key)
        let again = try await keystore.run("import", "store", "--trusted", "ca.pem", "--profile", "modern").succeeded()
        #expect(again.stderr.contains("encrypted in the new way now"), "\(again)")
        #expect(try await oldestJava() == "8u301")
        let before = try folder.files()
        let same = try await keystore.run("import", "store", "--trusted", "ca.pem", "--profile", "modern").succeeded()
        #expect(same.stderr.contains("nothing was changed"), "\(same)")
        #expect(try folder.files() == before)
    }

    @Test func `is refused for JKS, and where it is none`() async throws {
        let jks = try await genkey("--type", "jks", "--profile", "java8")
        #expect(jks.status == 64)
        #expect(jks.stderr.contains("'store' is a JKS keystore, which knows one way"), "\(jks)")
        #expect(try await genkey("--profile", "java7").status == 64)
        #expect(!folder.exists("store"))
    }
}
