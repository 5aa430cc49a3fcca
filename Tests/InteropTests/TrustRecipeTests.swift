import FoundationEssentials
import GIRTestSupport
import Testing

/// What `ca validate` says about the files that the guide's recipes make, made here with keytool and openssl.
@Suite(.enabled(if: (Tool.keytool.found && Tool.openssl.found) || Tool.required, "needs keytool and openssl"))
struct `The guide's recipes` {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("store-password\n", to: "password")
    }

    @Test func `for a root and a server are no CA's`() async throws {
        try await makeRoot([])
        try await makeServer()
        let report = try await report(["--ca", "client.jks", "--chain", "server.crt", "--host", "TestServer"])
        #expect(report.reason == "not-a-ca")
        #expect(
            report.message.contains("'CN=TestRoot") && report.message.hasSuffix("it has no basic constraints extension")
        )
        #expect(report.help.contains { $0.contains("CA:TRUE") })
        #expect(report.notes.contains { $0.hasPrefix("weak-key: ") && $0.contains("1024 bits") })
        #expect(report.names?.rws.by == "subject-cn")
    }

    @Test func `for openssl's signature leave the names out`() async throws {
        try await makeRoot(["-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign"], bits: 2048)
        try await makeServer(bits: 2048)
        let rws = try await report(["--ca", "client.jks", "--chain", "server.crt", "--host", "TestServer"])
        #expect(rws.reason == nil)
        #expect(rws.notes.contains { $0.contains("has version 1") })
        #expect(rws.help.contains { $0.contains("girctl keystore certreq") && $0.contains("dns:TestServer") })
        let standard = try await report([
            "--ca", "client.jks", "--chain", "server.crt", "--host", "TestServer", "--name-rule", "rfc9525",
        ])
        #expect(standard.reason == "name-mismatch")
        #expect(standard.notes.first?.contains("subject CN 'TestServer'") ?? false)
    }

    @Test func `for two aliases leave the key with its self-signed certificate`() async throws {
        try await makeRoot(["-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign"], bits: 2048)
        try await makeServer(bits: 2048)
        // The guide imports as <node_crt> what belongs to the alias of the key.
        try await keytool("-importcert -noprompt -trustcacerts -alias server_crt -file server.crt -keystore server.jks")
        try await keytool("-exportcert -rfc -alias server -file sent.crt -keystore server.jks")
        let report = try await report(["--ca", "client.jks", "--chain", "sent.crt", "--host", "TestServer"])
        #expect(report.reason == "self-signed")
        #expect(
            report.help.contains { $0.contains("girctl keystore import") && $0.contains("--cert") },
            "\(report.help)"
        )
    }

    @Test func `would be revoked by openssl's lists`() async throws {
        try folder.write(
            """
            [ca]
            default_ca=own
            [own]
            database=index.txt
            crlnumber=number
            default_md=sha256
            default_crl_days=9
            """,
            to: "ca.cnf"
        )
        try folder.write("", to: "index.txt")
        try folder.write("01\n", to: "number")
        try await makeRoot(["-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign"], bits: 2048)
        try await makeServer(bits: 2048)
        let arguments = ["--ca", "root.pem", "--chain", "server.crt", "--crl", "list.pem"]
        let list = "ca -config ca.cnf -gencrl -keyfile private.pem -cert root.pem -out list.pem"
        try await openssl(list)
        #expect(try await report(arguments).trusted)
        try await openssl(
            "ca -config ca.cnf -revoke server.crt -keyfile private.pem -cert root.pem -crl_reason keyCompromise"
        )
        try await openssl(list)
        let revoked = try await report(arguments)
        #expect(revoked.reason == "revoked")
        #expect(revoked.message.hasSuffix("its key was compromised"))
        let peer = try await Tool.openssl.run(
            ["verify", "-crl_check", "-CAfile", "root.pem", "-CRLfile", "list.pem", "server.crt"],
            in: folder
        )
        #expect(peer.status != 0 && (peer.stdout + peer.stderr).contains("revoked"))
    }

    /// `root.jks` with the key, `root.crt`, `private.pem` with key and certificate, and the truststore `client.jks`.
    private func makeRoot(_ extensions: [String], bits: Int = 1024) async throws {
        try await keytool(
            "-genkeypair -alias root -keyalg RSA -keysize \(bits) -validity 3650 -keystore root.jks",
            [
                "-dname", "CN=TestRoot, OU=TestOU", "-storetype", "JKS", "-keypass:env", "STORE_PASSWORD",
            ] + extensions
        )
        try await keytool("-exportcert -alias root -file root.crt -keystore root.jks")
        try await keytool(
            "-importkeystore -srckeystore root.jks -srcalias root -destkeystore root.p12 -deststoretype PKCS12",
            ["-srcstorepass:env", "STORE_PASSWORD", "-deststorepass:env", "STORE_PASSWORD"],
            store: false
        )
        try await openssl("pkcs12 -in root.p12 -nodes -passin file:password -out private.pem")
        try await openssl("x509 -in private.pem -out root.pem")
        try await keytool(
            "-importcert -noprompt -alias root -file root.crt -keystore client.jks",
            ["-storetype", "JKS"]
        )
    }

    /// `server.jks` with the key and `server.crt`, which openssl signs as the guide prints it.
    private func makeServer(bits: Int = 1024) async throws {
        try await keytool(
            "-genkeypair -alias server -keyalg RSA -keysize \(bits) -validity 3650 -keystore server.jks",
            [
                "-dname", "CN=TestServer, OU=TestOU", "-storetype", "JKS", "-keypass:env", "STORE_PASSWORD",
            ]
        )
        try await keytool("-certreq -alias server -keystore server.jks -file server.csr")
        try await openssl(
            "x509 -req -CA private.pem -in server.csr -out server.crt -days 3650 -CAcreateserial -passin file:password"
        )
    }

    private func keytool(_ words: String, _ more: [String] = [], store: Bool = true) async throws {
        let password = store ? ["-storepass:env", "STORE_PASSWORD"] : []
        _ = try await KeystoreInterop.keytool(
            words.split(separator: " ").map(String.init) + more + password,
            in: folder
        )
    }

    private func openssl(_ words: String) async throws {
        try await Tool.openssl.run(words.split(separator: " ").map(String.init), in: folder).succeeded()
    }

    private func report(_ arguments: [String]) async throws -> Report.Result {
        let output = try await Girctl.run(
            ["ca", "validate", "--json", "--truststore-password-file", "password"] + arguments,
            in: folder
        )
        return try #require(try JSONDecoder().decode(Report.self, from: Data(output.outputBytes)).results.first)
    }

    private struct Report: Decodable {
        let results: [Result]

        struct Result: Decodable {
            let trusted: Bool
            let reason: String?
            let message: String
            let names: Names?
            let notes: [String]
            let help: [String]
        }

        struct Names: Decodable {
            let rws: Match
        }

        struct Match: Decodable {
            let by: String?
        }
    }
}
