import FoundationEssentials
import GIRPKI
import GIRTestSupport

/// Certificates for a server on localhost, each with one fault or none, in a folder of its own: `chain.pem`, `key.pem`.
struct LinkCases {
    /// A server's certificate and what girctl has to say of it.
    struct Case: Sendable {
        let name: String
        let reason: String?
        /// The name that matched by the guide's rule.
        let match: String?
    }

    let folder: TemporaryDirectory
    let cases: [Case]
    /// An identity for clients that the servers' root signed.
    let client = (chain: "client/chain.pem", key: "client/key.pem")

    init() async throws {
        folder = try TemporaryDirectory()
        let now = Date()
        let pki = try TestPKI(now: now, keys: .rsa(bits: 2048))
        let stranger = try TestPKI(now: now)
        let localhost = try pki.root.issue(
            .authority(
                subject: try DistinguishedName("CN=localhost"),
                pathLength: 0,
                notBefore: now.addingTimeInterval(-86_400),
                notAfter: now.addingTimeInterval(86_400)
            )
        )
        let noCA = try pki.root.issue(pki.template("CN=No CA", [], [.serverAuth]))
        var made: [Case] = []
        let folder = folder
        func add(_ name: String, _ reason: String?, _ identity: TestPKI.Identity, by match: String? = "san-dns") throws
        {
            try folder.write(identity.chainPEM, to: "\(name)/chain.pem")
            try folder.write(identity.key.pem().revealBytes(), to: "\(name)/key.pem")
            made.append(Case(name: name, reason: reason, match: match))
        }
        let server = try pki.server(keys: .rsa(bits: 2048))
        let issuer = pki.issuer.certificate
        let root = pki.root.certificate
        try add("sound", nil, server)
        try add("ec", nil, pki.server())
        try add("ed25519", nil, pki.server(keys: .ed25519))
        try add("expired", "expired", pki.server(validDays: -9 ... -1))
        try add("not-yet-valid", "not-yet-valid", pki.server(validDays: 1...9))
        try add("wrong-name", "name-mismatch", pki.server(["dns:other.example"]), by: nil)
        try add("cn-only", nil, pki.server([], subject: "CN=localhost"), by: "subject-cn")
        let byIssuer = try localhost.issue(pki.template("CN=x", ["dns:x"], [.serverAuth]))
        try add("issuer-cn-only", nil, byIssuer, by: "issuer-cn")
        try add("self-signed", "self-signed", pki.selfSigned())
        try add("no-intermediate", "missing-issuer", .init(key: server.key, chain: [server.certificate]))
        try add("wrong-order", nil, .init(key: server.key, chain: [server.certificate, root, issuer]))
        let extra = [server.certificate, stranger.issuer.certificate, issuer]
        try add("extra-certificates", nil, .init(key: server.key, chain: extra))
        let names = ["dns:localhost"]
        try add("client-usage", "extended-key-usage", pki.issuer.issue(pki.template("CN=x", names, [.clientAuth])))
        try add("signer-no-ca", "not-a-ca", noCA.issue(pki.template("CN=x", names, [.serverAuth])))
        try add("rsa-1024", "weak-key", pki.server(keys: .rsa(bits: 1024)))
        try folder.write(root.pem, to: "root.pem")
        let client = try pki.client()
        try folder.write(client.chainPEM, to: "client/chain.pem")
        try folder.write(client.key.pem().revealBytes(), to: "client/key.pem")
        try folder.write(pki.root.key.pem().revealBytes(), to: "root.key")
        cases =
            made + [
                Case(name: "name-constrained", reason: "name-constraint", match: "san-dns"),
                Case(name: "sha-1", reason: "weak-signature", match: "san-dns"),
            ]
        try folder.write(Self.extensions, to: "extensions.cnf")
        try await sign("limited", subject: "/CN=Limited", section: "limited", by: "root")
        try await sign("name-constrained", subject: "/CN=x", section: "server", by: "limited")
        try await sign("sha-1", subject: "/CN=x", section: "server", by: "root", digest: "-sha1")
        let chain = try folder.text("name-constrained/chain.pem") + folder.text("limited/chain.pem")
        try folder.write(chain, to: "name-constrained/chain.pem")
    }

    private func sign(
        _ name: String,
        subject: String,
        section: String,
        by issuer: String,
        digest: String = "-sha256"
    ) async throws {
        try folder.makeFolder(name)
        let request = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-keyout", "\(name)/key.pem"]
        try await Tool.openssl.run(request + ["-out", "\(name)/request.pem"], in: folder).succeeded()
        let authority = issuer == "root" ? ["root.pem", "root.key"] : ["\(issuer)/chain.pem", "\(issuer)/key.pem"]
        try await Tool.openssl.run(
            [
                "x509", "-req", "-in", "\(name)/request.pem", "-CA", authority[0], "-CAkey", authority[1], "-days", "9",
                "-set_serial", "77", "-extfile", "extensions.cnf", "-extensions", section, digest, "-out",
                "\(name)/chain.pem",
            ],
            in: folder
        ).succeeded()
    }

    private static let extensions = """
        [limited]
        basicConstraints=critical,CA:TRUE
        keyUsage=critical,keyCertSign
        nameConstraints=critical,permitted;DNS:example.com
        [server]
        basicConstraints=critical,CA:FALSE
        subjectAltName=DNS:localhost
        extendedKeyUsage=serverAuth

        """
}
