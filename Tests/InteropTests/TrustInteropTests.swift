import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// Asks girctl's evaluator, `openssl verify` and Java's PKIX about the same chains at the same time.
@Suite struct `Trust decisions` {
    private static let canRun = (Tool.openssl.found && Tool.java.found) || Tool.required

    /// A chain, its truststore and the verdicts; nil where all three agree, a reason where they do not.
    private struct Case {
        let name: String
        let anchors: [Certificate]
        let chain: [Certificate]
        let reason: TrustFailure.Code?
        var openssl: Difference?
        var java: Difference?
    }

    /// That another program decides otherwise, and why this is right.
    private enum Difference {
        case because(String)
    }

    @Test(.enabled(if: canRun, "needs openssl and java"), .timeLimit(.minutes(10)))
    func `agree with openssl and Java but for the differences that are listed`() async throws {
        let folder = try TemporaryDirectory()
        let cases = try await cases(in: folder)
        for item in cases {
            try folder.write(item.anchors.map(\.pem).joined(), to: "\(item.name)/ca.pem")
            try folder.write(item.chain.map(\.pem).joined(), to: "\(item.name)/chain.pem")
        }
        let java = try await javaVerdicts(cases.map(\.name), in: folder)
        for item in cases {
            let result = TrustEvaluator(anchors: item.anchors)
                .evaluate(chain: item.chain, host: nil, at: Date(), nameRule: .rws)
            #expect(result.reason?.code == item.reason, "\(item.name): \(result.failures.map(\.message))")
            let openssl = try await Tool.openssl.run(
                [
                    "verify", "-purpose", "sslserver", "-CAfile", "\(item.name)/ca.pem", "-untrusted",
                    "\(item.name)/chain.pem", "\(item.name)/chain.pem",
                ],
                in: folder
            )
            // An unexpected agreement fails too, so that the list stays true.
            #expect(
                ((openssl.status == 0) == result.isTrusted) == (item.openssl == nil),
                "\(item.name): openssl says \(openssl)"
            )
            #expect(
                (java[item.name] == "OK") == (result.isTrusted == (item.java == nil)),
                "\(item.name): Java says \(java[item.name] ?? "nothing")"
            )
        }
    }

    private func cases(in folder: TemporaryDirectory) async throws -> [Case] {
        let now = Date()
        let pki = try TestPKI(now: now)
        let root = pki.root.certificate
        let issuer = pki.issuer.certificate
        let server = try pki.server()
        let stranger = try TestPKI(now: now)
        let own = try pki.selfSigned()
        let expiredOwn = try pki.selfSigned(validDays: -9 ... -1)
        let constrained = try pki.root.issue(authority("CN=Limited", pathLength: 0, pki))
        let below = try constrained.issue(authority("CN=Below", pathLength: nil, pki))
        let noCA = try pki.root.issue(pki.template("CN=No CA", [], [.serverAuth]))
        let small = try pki.server(keys: .rsa(bits: 1024))
        let recipe = try await guideRecipe(in: folder)
        let sha1 = try await signedWithSHA1(in: folder)

        return [
            Case(name: "sound", anchors: [root], chain: server.chain, reason: nil),
            Case(name: "root sent too", anchors: [root], chain: server.chain + [root], reason: nil),
            Case(
                name: "extra certificates",
                anchors: [root],
                chain: [server.certificate, stranger.issuer.certificate, issuer],
                reason: nil,
                // Java's trust manager takes the chain in the order in which it was sent, then builds.
                java: nil
            ),
            Case(name: "RSA", anchors: [root], chain: try pki.server(keys: .rsa(bits: 2048)).chain, reason: nil),
            Case(name: "P-384", anchors: [root], chain: try pki.server(keys: .ec(.p384)).chain, reason: nil),
            Case(name: "Ed25519", anchors: [root], chain: try pki.server(keys: .ed25519).chain, reason: nil),
            Case(name: "expired", anchors: [root], chain: try pki.server(validDays: -9 ... -1).chain, reason: .expired),
            Case(
                name: "not yet valid",
                anchors: [root],
                chain: try pki.server(validDays: 1...9).chain,
                reason: .notYetValid
            ),
            Case(name: "intermediate missing", anchors: [root], chain: [server.certificate], reason: .missingIssuer),
            Case(name: "intermediate in the store", anchors: [root, issuer], chain: [server.certificate], reason: nil),
            Case(
                name: "only the intermediate in the store",
                anchors: [issuer],
                chain: [server.certificate],
                reason: nil,
                openssl: .because("openssl wants a self-signed anchor unless -partial_chain is given; Java does not")
            ),
            Case(
                name: "another root",
                anchors: [stranger.root.certificate],
                chain: server.chain,
                reason: .badSignature
            ),
            Case(
                name: "another root, own sent",
                anchors: [stranger.root.certificate],
                chain: server.chain + [root],
                reason: .untrustedRoot
            ),
            Case(name: "self-signed", anchors: [root], chain: own.chain, reason: .selfSigned),
            Case(name: "self-signed and trusted", anchors: own.chain, chain: own.chain, reason: nil),
            Case(
                name: "self-signed, trusted, expired",
                anchors: expiredOwn.chain,
                chain: expiredOwn.chain,
                reason: nil,
                openssl: .because("openssl checks the dates of anchors; Java, with which RWS decides, does not")
            ),
            Case(
                name: "server in the store",
                anchors: [server.certificate],
                chain: server.chain,
                reason: nil,
                openssl: .because("openssl wants a self-signed anchor unless -partial_chain is given; Java does not")
            ),
            Case(name: "client certificate", anchors: [root], chain: try pki.client().chain, reason: .extendedKeyUsage),
            Case(
                name: "issuer is no CA",
                anchors: [root],
                chain: try noCA.issue(pki.template("CN=x", ["dns:x"], [.serverAuth])).chain,
                reason: .notACA
            ),
            Case(
                name: "path too long",
                anchors: [root],
                chain: try below.issue(pki.template("CN=x", ["dns:x"], [.serverAuth])).chain,
                reason: .pathLength
            ),
            Case(name: "the guide's recipe", anchors: recipe.anchors, chain: recipe.chain, reason: .notACA),
            Case(
                name: "RSA 1024",
                anchors: [root],
                chain: small.chain,
                reason: .weakKey,
                openssl: .because("openssl verify accepts it at its default level; TLS in Debian's OpenSSL does not"),
                java: .because("Java 17 refuses RSA below 1024 bits only")
            ),
            Case(
                name: "SHA-1",
                anchors: sha1.anchors,
                chain: sha1.chain,
                reason: .weakSignature,
                openssl: .because("openssl verify accepts it at its default level; TLS in Debian's OpenSSL does not"),
                java: .because("Java 17 refuses SHA-1 only below the roots that it ships")
            ),
        ]
    }

    private func authority(_ subject: String, pathLength: Int?, _ pki: TestPKI) throws -> CertificateTemplate {
        .authority(
            subject: try DistinguishedName(subject),
            pathLength: pathLength,
            notBefore: pki.now.addingTimeInterval(-86_400),
            notAfter: pki.now.addingTimeInterval(86_400)
        )
    }

    /// What the guide prints for Cassandra 2: keytool makes the root, without basic constraints, and openssl signs.
    private func guideRecipe(
        in folder: TemporaryDirectory
    ) async throws -> (anchors: [Certificate], chain: [Certificate]) {
        try folder.write(
            "[req]\ndistinguished_name=name\n[name]\n[root]\nsubjectKeyIdentifier=hash\n",
            to: "recipe.cnf"
        )
        try await openssl(
            "req -x509 -config recipe.cnf -extensions root -newkey rsa:2048 -nodes -keyout root.key -out root.pem "
                + "-subj /OU=TestOU/CN=TestRoot -days 9",
            in: folder
        )
        return try await signed("", folder)
    }

    private func signedWithSHA1(
        in folder: TemporaryDirectory
    ) async throws -> (anchors: [Certificate], chain: [Certificate]) {
        try folder.write(
            "[req]\ndistinguished_name=name\n[name]\n[root]\nbasicConstraints=critical,CA:TRUE\n",
            to: "sha1.cnf"
        )
        try await openssl(
            "req -x509 -config sha1.cnf -extensions root -newkey rsa:2048 -nodes -keyout root.key -out root.pem "
                + "-subj /CN=Root -days 9",
            in: folder
        )
        return try await signed("-sha1", folder)
    }

    private func signed(
        _ digest: String,
        _ folder: TemporaryDirectory
    ) async throws -> (anchors: [Certificate], chain: [Certificate]) {
        try await openssl(
            "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=TestServer",
            in: folder
        )
        try await openssl(
            "x509 -req -in server.csr -CA root.pem -CAkey root.key -CAcreateserial -days 9 -out server.pem \(digest)",
            in: folder
        )
        return (try Certificate.readAll(folder.bytes("root.pem")), try Certificate.readAll(folder.bytes("server.pem")))
    }

    private func openssl(_ arguments: String, in folder: TemporaryDirectory) async throws {
        try await Tool.openssl.run(arguments.split(separator: " ").map(String.init), in: folder).succeeded()
    }

    /// What the trust manager of Java's TLS says, by case: `OK` or its message.
    private func javaVerdicts(_ names: [String], in folder: TemporaryDirectory) async throws -> [String: String] {
        try folder.write(Self.program, to: "Validate.java")
        let output = try await Tool.java.run(["Validate.java"] + names, in: folder).succeeded().stdout
        let pairs = output.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        #expect(pairs.count == names.count, "\(output)")
        return Dictionary(pairs) { $1 }
    }

    private static let program = """
        import java.io.*;
        import java.security.KeyStore;
        import java.security.cert.*;
        import java.util.*;
        import javax.net.ssl.*;

        public class Validate {
            static X509Certificate[] read(String file) throws Exception {
                try (InputStream in = new FileInputStream(file)) {
                    return CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(new X509Certificate[0]);
                }
            }

            public static void main(String[] names) {
                for (String name : names) {
                    String verdict = "OK";
                    try {
                        KeyStore store = KeyStore.getInstance("PKCS12");
                        store.load(null, null);
                        int number = 0;
                        for (X509Certificate anchor : read(name + "/ca.pem"))
                            store.setCertificateEntry("a" + number++, anchor);
                        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
                        factory.init(store);
                        X509Certificate[] chain = read(name + "/chain.pem");
                        String type = chain[0].getPublicKey().getAlgorithm();
                        ((X509TrustManager) factory.getTrustManagers()[0])
                            .checkServerTrusted(chain, type.equals("RSA") ? "ECDHE_RSA" : "ECDHE_ECDSA");
                    } catch (Exception problem) {
                        verdict = String.valueOf(problem.getMessage()).replace('\\n', ' ');
                    }
                    System.out.println(name + "\\t" + verdict);
                }
            }
        }

        """
}
