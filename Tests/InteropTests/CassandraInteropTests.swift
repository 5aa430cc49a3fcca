import FoundationEssentials
import GIRTestSupport
import Testing

/// Certificates of a cluster as Java, Python, keytool and openssl see them.
@Suite(.enabled(if: Tool.java.found || Tool.required, "java is not installed"))
struct `Cluster certificates and their peers` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// Makes a cluster whose nodes are on this machine.
    private func makeCluster(_ arguments: [String]) async throws {
        let keys = try await Girctl.run(["keys", "init", "--key-file", "key"], in: folder)
        #expect(keys.status == 0, "\(keys)")
        let nodes = ["--nodes", "n1=127.0.0.1,n2=localhost+127.0.0.2", "--client", "gir"]
        let made = try await Girctl.run(
            ["cassandra-certs", "gen", "--out", "c", "--key-file", "key"] + nodes + arguments,
            in: folder
        )
        #expect(made.status == 0, "\(made)")
    }

    private struct Passwords: Decodable {
        let truststore: String
        let nodes: [String: String]
        let clients: [String: String]
    }

    private func passwords() throws -> Passwords {
        try JSONDecoder().decode(Passwords.self, from: Data(folder.bytes("c/passwords.json")))
    }

    /// A file with the passwords that the programs read, one a line: of the caller's store, the server's, the truststore.
    private func writePasswords(_ caller: String?, _ server: String?) throws {
        let trusted = try passwords().truststore
        try folder.write("\(try #require(caller))\n\(try #require(server))\n\(trusted)\n", to: "passwords")
    }

    @Test(arguments: ["jks", "pkcs12"], [["--algorithm", "rsa"], ["--algorithm", "ec"], ["--mode", "self-signed"]])
    func `Java connects as Cassandra does`(type: String, arguments: [String]) async throws {
        try await makeCluster(["--type", type, "--client-auth"] + arguments)
        try folder.write(Self.javaPeer, to: "Peer.java")
        let suffix = type == "jks" ? "jks" : "p12"
        let (truststore, storeType) = ("c/truststore.\(suffix)", type == "jks" ? "JKS" : "PKCS12")
        for (caller, server, host) in [
            ("clients/gir", "nodes/n1", "127.0.0.1"), ("clients/gir", "nodes/n2", "localhost"),
            ("nodes/n1", "nodes/n2", "127.0.0.2"), ("nodes/n2", "nodes/n1", "127.0.0.1"),
        ] {
            let all = try passwords()
            let own = all.clients.merging(all.nodes) { first, _ in first }
            try writePasswords(
                own[String(caller.split(separator: "/")[1])],
                own[String(server.split(separator: "/")[1])]
            )
            let result = try await Tool.java.run(
                [
                    "Peer.java", storeType, "c/\(caller)/keystore.\(suffix)", "c/\(server)/keystore.\(suffix)",
                    truststore,
                    host,
                ],
                in: folder
            )
            #expect(result.stdout == "TLSv1.3 mutual\n", "\(caller) to \(server): \(result)")
        }
    }

    @Test func `R4 and R8: Java that trusts only the authority connects`() async throws {
        try await makeCluster([])
        try folder.write(Self.javaPeer, to: "Peer.java")
        // Without a keystore of its own, as RWS.
        try writePasswords("-", passwords().nodes["n1"])
        let result = try await Tool.java.run(
            ["Peer.java", "JKS", "-", "c/nodes/n1/keystore.jks", "c/truststore.jks", "127.0.0.1"],
            in: folder
        )
        #expect(result.stdout == "TLSv1.3 server\n", "\(result)")
        let stranger = try await Tool.java.run(
            ["Peer.java", "JKS", "-", "c/nodes/n1/keystore.jks", "c/truststore.jks", "127.0.0.3"],
            in: folder
        )
        #expect(stranger.stdout.contains("No subject alternative names matching IP address 127.0.0.3"), "\(stranger)")
    }

    @Test func `Python connects as cqlsh does, by name and by address`() async throws {
        try await makeCluster(["--client-auth"])
        try folder.write(Self.pythonPeer, to: "peer.py")
        for (host, isRight) in [("localhost", true), ("127.0.0.2", true), ("127.0.0.9", false)] {
            let result = try await Tool.python3.run(["peer.py", "c/nodes/n2", "c/clients/gir", host], in: folder)
            #expect(result.stdout.hasPrefix(isRight ? "connected TLSv1.3 gir" : "refused"), "\(host): \(result)")
        }
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `keytool and openssl read all of it`(type: String) async throws {
        try await makeCluster(["--type", type])
        let suffix = type == "jks" ? "jks" : "p12"
        let all = try passwords()
        for (store, password, entry) in [
            ("nodes/n1/keystore", all.nodes["n1"], "PrivateKeyEntry"),
            ("clients/gir/keystore", all.clients["gir"], "PrivateKeyEntry"),
            ("truststore", all.truststore, "trustedCertEntry"),
        ] {
            try folder.write(try #require(password), to: "pw")
            let listed = try await Tool.keytool.run(
                ["-list", "-keystore", "c/\(store).\(suffix)", "-storepass:file", "pw"],
                in: folder
            )
            #expect(listed.status == 0, "\(listed)")
            #expect(listed.stdout.contains("Your keystore contains 1 entry"), "\(listed)")
            #expect(listed.stdout.contains(entry), "\(listed)")
            guard type == "pkcs12" else { continue }
            let read = try await Tool.openssl.run(
                ["pkcs12", "-in", "c/\(store).p12", "-passin", "file:pw", "-nokeys", "-info"],
                in: folder
            )
            #expect(read.status == 0, "\(read)")
        }
        let verified = try await Tool.openssl.run(
            ["verify", "-CAfile", "c/ca.pem", "-purpose", "sslserver", "-verify_ip", "127.0.0.2", "-x509_strict"]
                + ["c/nodes/n2/chain.pem"],
            in: folder
        )
        #expect(verified.stdout == "c/nodes/n2/chain.pem: OK\n", "\(verified)")
        let key = try await Tool.openssl.run(["pkey", "-in", "c/nodes/n1/key.pem", "-check", "-noout"], in: folder)
        #expect(key.status == 0, "\(key)")
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `a node that runs is asked, and judged by its certificate`() async throws {
        try await makeCluster([])
        // Another node's own certificate, without the authority behind it.
        let end = "-----END CERTIFICATE-----\n"
        let other = try #require(folder.text("c/nodes/n2/chain.pem").components(separatedBy: end).first)
        try folder.write(other + end, to: "other.pem")
        let port = try FreePort.find()
        let server = Tool.openssl.command(
            ["s_server", "-www", "-accept", "127.0.0.1:\(port)", "-cert", "c/nodes/n1/chain.pem", "-cert_chain"]
                + ["c/ca.pem", "-key", "c/nodes/n1/key.pem"],
            in: folder
        )
        let here = folder
        _ = try await CommandRunner.start(server, readyWhen: { $0.contains("ACCEPT") }) { _ in
            let verify = ["cassandra-certs", "verify", "127.0.0.1:\(port)", "--ca"]
            let right = try await Girctl.run(verify + ["c/ca.pem"], in: here)
            #expect(right.stdout.contains("the path leads to the trust anchor"), "\(right)")
            let wrong = try await Girctl.run(verify + ["other.pem"], in: here)
            #expect(wrong.stdout.contains("not trusted"), "\(wrong)")
        }
        let gone = try await Girctl.run(
            ["cassandra-certs", "verify", "127.0.0.1:\(port)", "--ca", "c/ca.pem"],
            in: here
        )
        #expect(gone.status == 69, "\(gone)")
        let nobody = try await Girctl.run(["cassandra-certs", "verify", "127.0.0.1:\(port)"], in: here)
        #expect(nobody.status == 64, "\(nobody)")
    }

    /// Both ends in one program, with contexts as Cassandra's SSLFactory makes them; the caller checks the host.
    private static let javaPeer = """
        import java.io.*;
        import java.nio.file.*;
        import java.security.*;
        import java.util.*;
        import java.net.*;
        import javax.net.ssl.*;

        public class Peer {
            static SSLContext context(String type, String store, String password, String trust, String trustPassword)
                    throws Exception {
                KeyManager[] keys = null;
                if (!store.equals("-")) {
                    KeyStore own = KeyStore.getInstance(type);
                    try (InputStream in = Files.newInputStream(Path.of(store))) { own.load(in, password.toCharArray()); }
                    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
                    factory.init(own, password.toCharArray());
                    keys = factory.getKeyManagers();
                }
                KeyStore trusted = KeyStore.getInstance(type);
                try (InputStream in = Files.newInputStream(Path.of(trust))) { trusted.load(in, trustPassword.toCharArray()); }
                TrustManagerFactory trustFactory = TrustManagerFactory.getInstance("SunX509");
                trustFactory.init(trusted);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keys, trustFactory.getTrustManagers(), null);
                return context;
            }

            public static void main(String[] a) throws Exception {
                List<String> passwords = Files.readAllLines(Path.of("passwords"));
                boolean isMutual = !a[1].equals("-");
                SSLContext caller = context(a[0], a[1], passwords.get(0), a[3], passwords.get(2));
                SSLContext answering = context(a[0], a[2], passwords.get(1), a[3], passwords.get(2));
                InetAddress any = InetAddress.getByName("0.0.0.0");
                try (SSLServerSocket server =
                        (SSLServerSocket) answering.getServerSocketFactory().createServerSocket(0, 1, any)) {
                    server.setNeedClientAuth(isMutual);
                    Thread thread = new Thread(() -> {
                        try (SSLSocket socket = (SSLSocket) server.accept()) {
                            socket.getOutputStream().write(socket.getInputStream().read());
                        } catch (IOException e) {
                        }
                    });
                    thread.start();
                    try (SSLSocket socket =
                            (SSLSocket) caller.getSocketFactory().createSocket(a[4], server.getLocalPort())) {
                        SSLParameters parameters = socket.getSSLParameters();
                        parameters.setEndpointIdentificationAlgorithm("HTTPS");
                        socket.setSSLParameters(parameters);
                        socket.setSoTimeout(20000);
                        socket.getOutputStream().write(7);
                        if (socket.getInputStream().read() != 7) throw new IOException("no answer");
                        System.out.println(socket.getSession().getProtocol() + (isMutual ? " mutual" : " server"));
                    } catch (IOException e) {
                        System.out.println(e);
                    }
                }
            }
        }
        """

    /// A node in Python that asks for a certificate, and a client with the settings of cqlsh's `validate = true`.
    private static let pythonPeer = """
        import socket, ssl, sys, threading
        node, client, host = sys.argv[1:]
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(node + "/chain.pem", node + "/key.pem")
        serving.load_verify_locations("c/ca.pem")
        serving.verify_mode = ssl.CERT_REQUIRED
        listener = socket.create_server(("0.0.0.0", 0))
        def serve():
            try:
                with serving.wrap_socket(listener.accept()[0], server_side=True) as peer:
                    subject = dict(pair for names in peer.getpeercert()["subject"] for pair in names)
                    peer.sendall(subject["commonName"].encode())
            except (ssl.SSLError, OSError):
                pass
        thread = threading.Thread(target=serve)
        thread.start()
        calling = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        calling.load_verify_locations("c/ca.pem")
        calling.load_cert_chain(client + "/client.pem", client + "/client.key")
        try:
            with calling.wrap_socket(socket.create_connection((host, listener.getsockname()[1])), server_hostname=host) as peer:
                print("connected", peer.version(), peer.recv(100).decode())
        except ssl.SSLError as error:
            print("refused", error)
        thread.join()
        """
}
