import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// A folder with a key file, and a way to run `girctl cassandra-certs` in it at a fixed time.
struct ClusterFolder {
    let folder: TemporaryDirectory
    static let now = 1_800_000_000

    init() async throws {
        folder = try TemporaryDirectory()
        let made = try await Girctl.run(["keys", "init", "--key-file", "key"], in: folder)
        #expect(made.status == 0, "\(made)")
    }

    /// Runs a command of the group; keys are elliptic, because they are made in no time.
    func run(
        _ arguments: String...,
        now: Int = Self.now,
        environment: [String: String?] = [:]
    ) async throws
        -> CommandResult
    {
        let keys = ["gen"].contains(arguments[0]) && !arguments.contains("--algorithm") ? ["--algorithm", "ec"] : []
        let needsKey = !["rotate-ca", "verify"].contains(arguments[0]) || arguments.contains("2")
        return try await Girctl.run(
            ["cassandra-certs"] + arguments + keys + (needsKey ? ["--key-file", "key"] : []),
            in: folder,
            environment: environment.merging(["SOURCE_DATE_EPOCH": "\(now)"]) { first, _ in first }
        )
    }

    /// Makes a cluster of two nodes and a client in `cluster`.
    @discardableResult
    func makeCluster(_ arguments: String...) async throws -> CommandResult {
        let standard = ["gen", "--nodes", "n1=10.0.0.1,n2=n2.example.com+10.0.0.2", "--out", "cluster"]
        let result = try await Girctl.run(
            ["cassandra-certs"] + standard + ["--algorithm", "ec", "--key-file", "key"] + arguments,
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "\(Self.now)"]
        )
        #expect(result.status == 0, "\(result)")
        return result
    }

    func passwords() throws -> Passwords {
        try JSONDecoder().decode(Passwords.self, from: Data(folder.bytes("cluster/passwords.json")))
    }

    struct Passwords: Decodable {
        let truststore: String
        let nodes: [String: String]
        let clients: [String: String]
        let caKey: String?
    }

    func store(_ name: String, _ password: String?) throws -> KeyStore {
        try KeyStore(decoding: folder.bytes("cluster/\(name)"), password: Secret(try #require(password)))
    }

    func certificates(_ name: String) throws -> [Certificate] {
        try Certificate.readAll(folder.bytes("cluster/\(name)"))
    }
}

@Suite struct `girctl cassandra-certs gen` {
    private let cluster: ClusterFolder
    private var folder: TemporaryDirectory { cluster.folder }

    init() async throws { cluster = try await ClusterFolder() }

    @Test(arguments: ["jks", "p12"])
    func `leaves what is documented, for its owner alone`(suffix: String) async throws {
        try await cluster.makeCluster("--type", suffix == "jks" ? "jks" : "pkcs12", "--client", "gir")
        let node = ["keystore.\(suffix)", "chain.pem", "key.pem", "cassandra.yaml"]
        let client = ["keystore.\(suffix)", "client.pem", "client.key", "cqlshrc", "application.yaml"]
        let expected =
            ["n1", "n2"].flatMap { name in node.map { "nodes/\(name)/\($0)" } } + client.map { "clients/gir/\($0)" }
            + [
                "ca/ca.pem", "ca/ca.key", "ca.pem", "truststore.\(suffix)", "passwords.json", "manifest.json",
                "ROLLOUT.txt",
            ]
        let files = try folder.files().filter { $0.key.hasPrefix("cluster/") }
        #expect(Set(files.keys) == Set(expected.map { "cluster/\($0)" }))
        #expect(files.values.allSatisfy { $0.mode == 0o600 })
        for name in ["cluster", "cluster/ca", "cluster/nodes/n1"] { #expect(try folder.mode(name) == 0o700) }
    }

    @Test func `R4: the authority is one, and may sign for members only`() async throws {
        try await cluster.makeCluster()
        let authority = try cluster.certificates("ca.pem")[0]
        #expect(authority.isCA)
        #expect(try cluster.certificates("ca/ca.pem") == [authority])
        let truststore = try cluster.store("truststore.jks", cluster.passwords().truststore)
        #expect(truststore.entries.flatMap(\.certificates) == [authority])
        for name in ["nodes/n1/chain.pem", "clients/gir/client.pem"] {
            let result = TrustEvaluator(anchors: [authority], policy: .rfc5280).evaluate(
                chain: try cluster.certificates(name),
                host: name.hasPrefix("nodes") ? "10.0.0.1" : nil,
                at: Date(timeIntervalSince1970: Double(ClusterFolder.now)),
                nameRule: .rfc9525
            )
            // A client's certificate is not for servers.
            let codes = result.failures.map(\.code)
            #expect(codes == (name.hasPrefix("nodes") ? [] : [.extendedKeyUsage]), "\(result.failures)")
        }
    }

    @Test func `R5: certificates have the names of their nodes`() async throws {
        try await cluster.makeCluster()
        let certificate = try cluster.certificates("nodes/n2/chain.pem")[0]
        #expect(
            certificate.subjectAlternativeNames.map(\.description) == [
                "dns:n2.example.com", "ip:10.0.0.2", "dns:localhost", "ip:127.0.0.1", "ip:::1",
            ]
        )
        #expect(certificate.subject.description == "CN=n2")
        #expect(certificate.notAfter.timeIntervalSince1970 == Double(ClusterFolder.now + 397 * 86_400))
        let root = try cluster.certificates("ca.pem")[0]
        #expect(root.notAfter.timeIntervalSince1970 == Double(ClusterFolder.now + 3650 * 86_400))
        // Clocks of a cluster differ.
        #expect(certificate.notBefore.timeIntervalSince1970 == Double(ClusterFolder.now - 3600))
    }

    @Test func `R6: the authority's key is encrypted, and nothing temporary is left`() async throws {
        try await cluster.makeCluster()
        #expect(try folder.text("cluster/ca/ca.key").hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        let key = try PrivateKey.read(
            folder.bytes("cluster/ca/ca.key"),
            password: Secret(try #require(cluster.passwords().caKey))
        )
        #expect(key.matches(try cluster.certificates("ca.pem")[0]))
        #expect(try folder.files().keys.allSatisfy { $0 == "key" || $0.hasPrefix("cluster/") })
    }

    @Test func `R7: many nodes take one command, and more come later`() async throws {
        let names = (1...20).map { "n\($0)=10.0.0.\($0)" }
        let made = try await cluster.run("gen", "--nodes", names.joined(separator: ","), "--out", "cluster")
        #expect(made.status == 0, "\(made)")
        #expect(made.stdout.contains("cluster: 20 nodes and 1 client made, Cassandra 4.0\n"))
        #expect(made.stdout.hasSuffix("proved: 21 certificate chains, 60 TLS handshakes\n"), "\(made)")
        let before = try folder.files()
        let added = try await cluster.run("add-node", "cluster", "--nodes", "n21=10.0.0.21")
        #expect(added.status == 0, "\(added)")
        let changed = try folder.files().filter { before[$0.key] != $0.value }.map(\.key)
        #expect(
            Set(changed.filter { !$0.hasPrefix("cluster/nodes/n21/") }) == [
                "cluster/manifest.json", "cluster/passwords.json",
            ]
        )
        let verified = try await cluster.run("verify", "cluster")
        #expect(verified.status == 0, "\(verified)")
    }

    @Test func `R8: a keystore has one entry, the key with its whole chain`() async throws {
        try await cluster.makeCluster()
        let store = try cluster.store("nodes/n1/keystore.jks", cluster.passwords().nodes["n1"])
        #expect(store.entries.count == 1)
        let entry = try #require(store.entry("n1"))
        #expect(entry.kind == .privateKey)
        #expect(try entry.certificates == cluster.certificates("nodes/n1/chain.pem"))
        #expect(try entry.certificates.last == cluster.certificates("ca.pem")[0])
        #expect(try entry.privateKey(keyPassword: nil).matches(entry.certificates[0]))
    }

    @Test func `R9: small keys are refused unless they are asked for`() async throws {
        let arguments = ["--nodes", "n1=10.0.0.1", "--out", "cluster", "--algorithm", "rsa", "--size", "1024"]
        let command = ["cassandra-certs", "gen", "--key-file", "key"] + arguments
        let refused = try await Girctl.run(command, in: folder)
        #expect(refused.status == 64)
        #expect(
            refused.stderr == """
                girctl: error: an RSA key of 1024 bits is refused by today's clients
                  hint: choose 2048, 3072 or 4096, or add --insecure-compat

                """
        )
        #expect(!folder.exists("cluster"))
        let made = try await Girctl.run(command + ["--insecure-compat"], in: folder)
        #expect(made.status == 0, "\(made)")
        #expect(made.stderr.contains("keys of 1024 bits can be broken"))
    }

    @Test func `R9: RSA keys have 2048 bits without saying so`() async throws {
        let made = try await cluster.run("gen", "--nodes", "n1=10.0.0.1", "--out", "cluster", "--algorithm", "rsa")
        #expect(made.status == 0, "\(made)")
        #expect(try cluster.certificates("nodes/n1/chain.pem")[0].publicKey.algorithm.bits == 2048)
    }

    @Test func `R10: no client gets a key of a node`() async throws {
        try await cluster.makeCluster("--client-auth")
        let server = try PrivateKey.read(folder.bytes("cluster/nodes/n1/key.pem"), password: nil)
        let client = try PrivateKey.read(folder.bytes("cluster/clients/gir/client.key"), password: nil)
        #expect(server.publicKey != client.publicKey)
        #expect(try !folder.text("cluster/ca.pem").contains("PRIVATE KEY"))
        #expect(try !folder.text("cluster/clients/gir/client.pem").contains("PRIVATE KEY"))
        let cqlshrc = try folder.text("cluster/clients/gir/cqlshrc")
        #expect(cqlshrc.contains("\ncertfile = \(folder.path)/cluster/ca.pem\n"))
        #expect(cqlshrc.contains("\nuserkey = \(folder.path)/cluster/clients/gir/client.key\n"))
        #expect(cqlshrc.contains("\nvalidate = true\n"))
    }

    @Test func `R14: only nodes with a certificate may join`() async throws {
        try await cluster.makeCluster()
        let fragment = try folder.text("cluster/nodes/n1/cassandra.yaml")
        let server = try #require(fragment.split(separator: "client_encryption_options:").first)
        #expect(server.contains("\n  require_client_auth: true\n"))
        #expect(server.contains("\n  internode_encryption: all\n"))
    }

    @Test func `R15: neither openssl nor keytool is needed`() async throws {
        let made = try await cluster.run(
            "gen",
            "--nodes",
            "n1=10.0.0.1",
            "--out",
            "cluster",
            environment: ["PATH": "/nonexistent"]
        )
        #expect(made.status == 0, "\(made)")
    }

    @Test(arguments: ["2.2", "3.11", "4.0", "4.1", "5.0"], ["jks", "pkcs12"])
    func `writes configurations that pass the linter, with what they name`(release: String, type: String) async throws {
        try await cluster.makeCluster("--cassandra", release, "--type", type)
        let files = ["nodes/n1/cassandra.yaml", "nodes/n2/cassandra.yaml", "clients/gir/application.yaml"]
        let linted = try await Girctl.run(
            ["config", "lint", "--files", "--key-file", "key", "--fail-on", "warning"] + files.map { "cluster/\($0)" },
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "\(ClusterFolder.now)"]
        )
        #expect(linted.status == 0, "\(linted)")
        // What a version does not have is not asked of it.
        #expect(!linted.stdout.contains("GIR611"), "\(linted)")
    }

    @Test func `encrypts the password in application yaml`() async throws {
        try await cluster.makeCluster()
        let application = try folder.text("cluster/clients/gir/application.yaml")
        let truststore = try cluster.passwords().truststore
        #expect(!application.contains(truststore))
        // Nodes that ask for no certificate are shown none.
        #expect(!application.contains("KeyStore"))
        let value = try #require(application.split(separator: "truststorePassword: ").last).split(separator: "\n")[0]
        let decrypted = try await Girctl.run(["decrypt", String(value), "--key-file", "key"], in: folder)
        #expect(decrypted.stdout == truststore + "\n", "\(decrypted)")
        let checked = try await Girctl.run(["config", "lint", "cluster/clients/gir/application.yaml"], in: folder)
        #expect(checked.status == 0, "\(checked)")
    }

    @Test func `names the client's keystore where the nodes insist on its certificate`() async throws {
        try await cluster.makeCluster("--client-auth")
        // Whoever gets a certificate later gets the same lines.
        let renewed = try await cluster.run("renew", "cluster", "--name", "gir")
        #expect(renewed.status == 0, "\(renewed)")
        let added = try await cluster.run("add-node", "cluster", "--client", "reports")
        #expect(added.status == 0, "\(added)")
        for name in ["gir", "reports"] {
            let file = "cluster/clients/\(name)/application.yaml"
            let text = try folder.text(file)
            #expect(text.contains("  cassandraKeyStore: \(folder.path("cluster/clients/\(name)/keystore.jks"))\n"))
            let parts = text.split(separator: "cassandraKeyStorePassword: ")
            let value = try #require(parts.last).split(separator: "\n")[0]
            #expect(parts.count == 2 && value.hasPrefix("CRYPT:"))
            let decrypted = try await Girctl.run(["decrypt", String(value), "--key-file", "key"], in: folder)
            #expect(decrypted.stdout == "\(try #require(cluster.passwords().clients[name]))\n", "\(decrypted)")
            let linted = try await Girctl.run(
                ["config", "lint", "--files", "--key-file", "key", "--fail-on", "warning", file],
                in: folder,
                environment: ["SOURCE_DATE_EPOCH": "\(ClusterFolder.now)"]
            )
            #expect(linted.status == 0, "\(linted)")
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root's key file is the machine's"))
    func `makes the key for application yaml where there is none`() async throws {
        let made = try await Girctl.run(
            ["cassandra-certs", "gen", "--nodes", "n1=10.0.0.1", "--out", "cluster", "--algorithm", "ec"],
            in: folder,
            environment: ["XDG_CONFIG_HOME": folder.path("config"), "CREDENTIALS_DIRECTORY": folder.path("none")]
        )
        #expect(made.status == 0, "\(made)")
        #expect(made.stderr.contains("made key "), "\(made)")
        #expect(try folder.mode("config/girctl/key") == 0o600)
    }

    @Test func `without the key file that was named says so and makes nothing`() async throws {
        let arguments = ["cassandra-certs", "gen", "--nodes", "n1=10.0.0.1", "--out", "cluster", "--key-file", "none"]
        let result = try await Girctl.run(arguments, in: folder)
        #expect(result.status == 66)
        #expect(!folder.exists("cluster"))
        let plain = try await Girctl.run(arguments + ["--plain-passwords", "--algorithm", "ec"], in: folder)
        #expect(plain.status == 0, "\(plain)")
        let password = try cluster.passwords().truststore
        // One that begins with a hyphen stands in quotes.
        let values = ["\(password)", "'\(password)'", "\"\(password)\""].map { "truststorePassword: \($0)\n" }
        let text = try folder.text("cluster/clients/gir/application.yaml")
        #expect(values.contains { text.contains($0) })
    }

    @Test func `describes each file in the manifest`() async throws {
        try await cluster.makeCluster()
        struct Manifest: Decodable {
            let schema: String
            let cassandra: String
            let mode: String
            let files: [File]

            struct File: Decodable {
                let path: String
                let role: String
                let sha256: String
                let certificates: [Certificate]
                let notAfter: String?
            }

            struct Certificate: Decodable {
                let subject: String
                let isCA: Bool
            }
        }
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(folder.bytes("cluster/manifest.json")))
        #expect(manifest.schema == "girctl.cassandra-certs/1")
        #expect(manifest.cassandra == "4.0")
        #expect(manifest.mode == "ca")
        let names = try folder.files().keys.filter { $0.hasPrefix("cluster/") && $0 != "cluster/manifest.json" }
        #expect(Set(manifest.files.map { "cluster/\($0.path)" }) == Set(names))
        for file in manifest.files {
            #expect(try file.sha256 == Digest.sha256(folder.bytes("cluster/\(file.path)")).hex)
        }
        let node = try #require(manifest.files.first { $0.path == "nodes/n1/keystore.jks" })
        #expect(node.certificates.map(\.isCA) == [false, true])
        #expect(node.notAfter == "2028-02-16T08:00:00Z")
    }

    @Test func `with --dry-run says what it would make and makes nothing`() async throws {
        let result = try await cluster.run("gen", "--nodes", "n1=10.0.0.1", "--out", "cluster", "--dry-run")
        #expect(result.status == 3)
        #expect(result.stdout.contains("\n  node n1  ip:10.0.0.1, dns:localhost, ip:127.0.0.1, ip:::1\n"))
        #expect(!folder.exists("cluster"))
    }

    @Test func `makes members that sign for themselves`() async throws {
        try await cluster.makeCluster("--mode", "self-signed")
        #expect(!folder.exists("cluster/ca"))
        #expect(try cluster.passwords().caKey == nil)
        let anchors = try cluster.certificates("ca.pem")
        #expect(Set(anchors.map(\.subject.description)) == ["CN=n1", "CN=n2", "CN=gir"])
        #expect(try cluster.certificates("nodes/n1/chain.pem").count == 1)
    }

    @Test func `keeps the authority to the names it may sign for`() async throws {
        try await cluster.makeCluster("--permit", "ip:10.0.0.0/24", "--permit", "dns:example.com")
        let other = try await cluster.run("add-node", "cluster", "--nodes", "n3=10.0.1.1")
        #expect(other.status == 65)
        #expect(other.stderr.contains("the certificates do not hold: node 'n3': "), "\(other)")
        #expect(!folder.exists("cluster/nodes/n3"))
    }

    @Test func `names the files where they will be on the nodes`() async throws {
        try await cluster.makeCluster("--install-dir", "/etc/cassandra/tls")
        let fragment = try folder.text("cluster/nodes/n1/cassandra.yaml")
        #expect(fragment.contains("\n  keystore: /etc/cassandra/tls/keystore.jks\n"))
        #expect(fragment.contains("\n  truststore: /etc/cassandra/tls/truststore.jks\n"))
    }

    @Test(arguments: [
        (["--nodes", "n1=10.0.0.300"], 64, "'10.0.0.300', an address of 'n1', is no host name or IP address"),
        (["--nodes", "n1=10.0.0.1,N1=10.0.0.2"], 64, "the node 'N1' is there twice"),
        (["--nodes", "../n1=10.0.0.1"], 64, "'../n1' cannot be the name of a node"),
        (["--client", "gir"], 64, "there are no nodes"),
        (["--from", "nothing.yaml"], 66, "'nothing.yaml' does not exist"),
        (["--nodes", "n1=10.0.0.1", "--subject", "O"], 64, "O"),
        (["--nodes", "n1=10.0.0.1", "--days", "0"], 64, "a validity of 0 days is not possible"),
        (["--nodes", "n1=10.0.0.1", "--permit", "10.0.0.0/8"], 64, "'10.0.0.0/8' is no range of names"),
        (["--nodes", "n1=10.0.0.1", "--algorithm", "ec", "--size", "2048"], 64, "there is no NIST curve of 2048 bits"),
        (["--nodes", "n1=10.0.0.1", "--install-dir", "tls"], 64, "'tls' does not begin with '/'"),
    ])
    func `refuses what makes no sense`(arguments: [String], status: Int, message: String) async throws {
        let result = try await Girctl.run(
            ["cassandra-certs", "gen", "--out", "cluster", "--key-file", "key"] + arguments,
            in: folder
        )
        #expect(result.status == status, "\(result)")
        #expect(result.stderr.contains(message), "\(result)")
        #expect(result.stderr.split(separator: "\n").count <= 2)
        #expect(try folder.files().keys.sorted() == ["key"])
    }

    @Test func `leaves a folder that is there as it is`() async throws {
        try await cluster.makeCluster()
        let before = try folder.files()
        let again = try await cluster.run("gen", "--nodes", "n9=10.0.0.9", "--out", "cluster")
        #expect(again.status == 73)
        #expect(try folder.files() == before)
    }

    @Test func `leaves nothing when it is interrupted`() async throws {
        let names = (1...400).map { "n\($0)=10.0.1.\($0 % 250)" }.joined(separator: ",")
        let command = Girctl.command(
            ["cassandra-certs", "gen", "--nodes", names, "--out", "cluster", "--algorithm", "rsa", "--size", "4096"]
                + ["--key-file", "key", "-v"],
            in: folder
        )
        let result = try await CommandRunner.start(command, readyWhen: { $0.contains("making") }) {
            _ in
        }
        #expect(result.status == 143, "\(result)")
        #expect(try folder.files().keys.sorted() == ["key"])
    }
}

@Suite struct `A cluster's certificates` {
    private let cluster: ClusterFolder
    private var folder: TemporaryDirectory { cluster.folder }

    init() async throws {
        cluster = try await ClusterFolder()
        try await cluster.makeCluster()
    }

    @Test func `change their authority in three steps`() async throws {
        let old = try cluster.certificates("ca.pem")[0]
        let early = try await cluster.run("rotate-ca", "cluster", "--step", "2")
        #expect(early.status == 64)
        #expect(early.stderr.contains("the next step for 'cluster' is 1, not 2"))
        for step in 1...3 {
            let result = try await cluster.run("rotate-ca", "cluster", "--step", "\(step)")
            #expect(result.status == 0, "\(result)")
            let trusted = try cluster.certificates("ca.pem")
            #expect(trusted.contains(old) == (step < 3))
            #expect(trusted.count == (step < 3 ? 2 : 1))
            let issuer = try cluster.certificates("nodes/n1/chain.pem")[1]
            #expect((issuer == old) == (step == 1))
            let verified = try await cluster.run("verify", "cluster")
            #expect(verified.status == 0, "\(verified)")
        }
        #expect(!folder.exists("cluster/ca/next"))
        #expect(try cluster.certificates("ca/ca.pem") == cluster.certificates("ca.pem"))
        let added = try await cluster.run("add-node", "cluster", "--nodes", "n3=10.0.0.3")
        #expect(added.status == 0, "\(added)")
    }

    @Test func `are renewed when they are about to expire`() async throws {
        let before = try folder.files()
        let nothing = try await cluster.run("renew", "cluster")
        #expect(nothing.status == 0, "\(nothing)")
        #expect(try folder.files() == before)
        let later = ClusterFolder.now + 380 * 86_400
        for within in ["0d", "12h", "0"] {
            #expect(try await cluster.run("renew", "cluster", "--within", within).status == 0, "\(within)")
        }
        for within in ["400d", "60w", "400"] {
            #expect(try await cluster.run("renew", "cluster", "--within", within, "--dry-run").status == 3, "\(within)")
        }
        let due = try await cluster.run("renew", "cluster", "--dry-run", now: later)
        #expect(due.status == 3)
        #expect(due.stdout == "node n1\nnode n2\nclient gir\n")
        #expect(try folder.files() == before)
        let one = try await cluster.run("renew", "cluster", "--name", "n1", now: later)
        #expect(one.status == 0, "\(one)")
        #expect(try folder.files()["cluster/nodes/n2/keystore.jks"] == before["cluster/nodes/n2/keystore.jks"])
        let rest = try await cluster.run("renew", "cluster", "--dry-run", now: later)
        #expect(rest.stdout == "node n2\nclient gir\n")
        let all = try await cluster.run("renew", "cluster", now: later)
        #expect(all.status == 0, "\(all)")
        let verified = try await cluster.run("verify", "cluster", now: later)
        #expect(verified.status == 0, "\(verified)")
    }

    @Test func `compare addresses only where every node has one`() async throws {
        #expect(try folder.text("cluster/nodes/n1/cassandra.yaml").contains("require_endpoint_verification: true\n"))
        let bare = try await cluster.run("add-node", "cluster", "--nodes", "n3.example.com")
        #expect(bare.status == 64)
        #expect(bare.stderr.contains("the node 'n3.example.com' has no IP address"), "\(bare)")
        let mixed = try await cluster.run("gen", "--nodes", "a=10.0.0.1,b=b.example.com", "--out", "mixed")
        #expect(mixed.status == 0, "\(mixed)")
        for node in ["a", "b"] {
            let fragment = try folder.text("mixed/nodes/\(node)/cassandra.yaml")
            #expect(fragment.contains("require_endpoint_verification: false\n"))
        }
    }

    @Test func `take no name that is there`() async throws {
        let before = try folder.files()
        let result = try await cluster.run("add-node", "cluster", "--nodes", "N2=10.0.0.9")
        #expect(result.status == 64)
        #expect(try folder.files() == before)
    }

    @Test func `grow with an authority that lies elsewhere`() async throws {
        try FileManager.default.moveItem(atPath: folder.path("cluster/ca"), toPath: folder.path("offline"))
        let without = try await cluster.run("add-node", "cluster", "--nodes", "n3=10.0.0.3")
        #expect(without.status == 66)
        #expect(without.stderr.contains("--ca-dir"), "\(without)")
        let with = try await cluster.run("add-node", "cluster", "--nodes", "n3=10.0.0.3", "--ca-dir", "offline")
        #expect(with.status == 0, "\(with)")
        let verified = try await cluster.run("verify", "cluster")
        #expect(verified.status == 0, "\(verified)")
    }

    @Test func `are checked for what was changed`() async throws {
        try folder.write(try folder.bytes("cluster/nodes/n2/key.pem"), to: "cluster/nodes/n1/key.pem")
        try folder.write("# lost\n", to: "cluster/nodes/n2/cassandra.yaml")
        let result = try await cluster.run("verify", "cluster")
        #expect(result.status == 1)
        #expect(
            result.stdout.contains("not right: node 'n1': 'nodes/n1/key.pem' is not the keystore's key\n"),
            "\(result)"
        )
        #expect(result.stdout.contains("not right: 'nodes/n2/cassandra.yaml' was changed\n"))
    }

    @Test func `are checked for when they expire`() async throws {
        let soon = try await cluster.run("verify", "cluster", now: ClusterFolder.now + 380 * 86_400)
        #expect(soon.status == 1)
        #expect(soon.stdout.contains("not right: node 'n1': expires 2028-02-16T08:00:00Z\n"), "\(soon)")
        let expired = try await cluster.run("verify", "cluster", "--json", now: ClusterFolder.now + 400 * 86_400)
        #expect(expired.status == 1)
        #expect(expired.stdout.contains("\"holds\" : false"))
    }

    @Test func `are told from other folders`() async throws {
        try folder.makeFolder("other")
        #expect(try await cluster.run("verify", "other").status == 66)
        try folder.write("{}", to: "other/manifest.json")
        #expect(try await cluster.run("verify", "other").status == 65)
        #expect(try await cluster.run("verify", "nothing").status == 66)
        #expect(try await cluster.run("renew", "nothing").status == 66)
    }

    @Test func `stay whole when a change cannot be written`() async throws {
        let before = try folder.files()
        let limited = "ulimit -f 8; exec \"$0\" \"$@\""
        let arguments = (1...30).flatMap { ["--nodes", "m\($0)=10.0.2.\($0)"] }
        let result = try await Tool("bash").run(
            ["-c", limited, Girctl.path, "cassandra-certs", "add-node", "cluster"] + arguments + ["--key-file", "key"],
            in: folder
        )
        #expect(result.status != 0, "\(result)")
        #expect(try folder.files() == before)
    }
}
