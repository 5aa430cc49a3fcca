import GIRTestSupport

/// Servers of other makers, each of which serves all cases at once, a port each.
struct LinkPeer: Sendable, CustomStringConvertible {
    let description: String
    let isThere: Bool
    /// Prepares the folder and gives the command that serves it; `cases` are folders with their ports.
    let command: @Sendable (TemporaryDirectory, [(name: String, port: Int)]) async throws -> Command
    let isReady: @Sendable (String) -> Bool

    static let all = [nginx, apache, java]

    static let nginx = LinkPeer(
        description: "nginx",
        isThere: Tool.nginx.found,
        command: { folder, cases in
            let servers = cases.map { item in
                """
                server { listen 127.0.0.1:\(item.port) ssl; ssl_certificate \(item.name)/chain.pem;
                ssl_certificate_key \(item.name)/key.pem; ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers DEFAULT@SECLEVEL=0; return 204; }

                """
            }
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
                "\($0)_temp_path \(folder.path);"
            }
            try folder.write(
                """
                daemon off; worker_processes 1; pid \(folder.path)/nginx.pid; error_log stderr notice;
                events { worker_connections 64; }
                http { access_log off; \(temporary.joined(separator: " "))
                \(servers.joined())}

                """,
                to: "nginx.conf"
            )
            return Tool.nginx.command(["-e", "stderr", "-p", folder.path, "-c", "nginx.conf"], in: folder)
        },
        isReady: { $0.contains("start worker process ") }
    )

    static let apache = LinkPeer(
        description: "apache2",
        isThere: Tool.apache.found,
        command: { folder, cases in
            let servers = cases.map { item in
                """
                Listen 127.0.0.1:\(item.port)
                <VirtualHost 127.0.0.1:\(item.port)>
                SSLEngine on
                SSLCipherSuite DEFAULT@SECLEVEL=0
                SSLCertificateFile \(item.name)/chain.pem
                SSLCertificateKeyFile \(item.name)/key.pem
                </VirtualHost>

                """
            }
            let modules = ["mpm_event", "authz_core", "ssl"].map { name in
                "LoadModule \(name)_module /usr/lib/apache2/modules/mod_\(name).so\n"
            }
            try folder.write(
                """
                ServerRoot \(folder.path)
                ServerName localhost
                PidFile \(folder.path)/apache.pid
                Mutex file:\(folder.path)
                ErrorLog /dev/stderr
                LogLevel notice
                User nobody
                Group nogroup
                \(modules.joined())SSLSessionCache none
                \(servers.joined())
                """,
                to: "apache.conf"
            )
            return Tool.apache.command(["-f", "\(folder.path)/apache.conf", "-DFOREGROUND"], in: folder)
        },
        isReady: { $0.contains("resuming normal operations") }
    )

    static let java = LinkPeer(
        description: "Java",
        isThere: Tool.java.found,
        command: { folder, cases in
            try folder.write(program, to: "Serve.java")
            return Tool.java.command(["Serve.java"] + cases.map { "\($0.name)=\($0.port)" }, in: folder)
        },
        isReady: { $0 == "ready" }
    )

    // A key manager of its own, as Java's checks what it serves.
    private static let program = """
        import java.io.*;
        import java.net.*;
        import java.nio.file.*;
        import java.security.*;
        import java.security.cert.*;
        import java.security.spec.*;
        import java.util.*;
        import javax.net.ssl.*;

        public class Serve {
            public static void main(String[] arguments) throws Exception {
                for (String argument : arguments) {
                    String[] parts = argument.split("=");
                    X509Certificate[] chain;
                    try (InputStream in = new FileInputStream(parts[0] + "/chain.pem")) {
                        chain = CertificateFactory.getInstance("X.509").generateCertificates(in)
                            .toArray(new X509Certificate[0]);
                    }
                    String text = Files.readString(Path.of(parts[0] + "/key.pem")).replaceAll("-----[^-]*-----|\\\\s", "");
                    String kind = chain[0].getPublicKey().getAlgorithm();
                    PrivateKey key = KeyFactory.getInstance(kind)
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
                    X509ExtendedKeyManager manager = new X509ExtendedKeyManager() {
                        String fit(String type) { return type.equals(kind) || type.startsWith("RSA") && kind.equals("RSA") ? "a" : null; }
                        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) { return fit(type); }
                        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) { return fit(type); }
                        public String[] getServerAliases(String type, Principal[] issuers) { return new String[] {"a"}; }
                        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) { return null; }
                        public String[] getClientAliases(String type, Principal[] issuers) { return null; }
                        public X509Certificate[] getCertificateChain(String alias) { return chain; }
                        public PrivateKey getPrivateKey(String alias) { return key; }
                    };
                    SSLContext context = SSLContext.getInstance("TLS");
                    context.init(new KeyManager[] {manager}, null, null);
                    SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
                        .createServerSocket(Integer.parseInt(parts[1]), 8, InetAddress.getByName("127.0.0.1"));
                    Thread thread = new Thread(() -> {
                        while (true) {
                            try (SSLSocket socket = (SSLSocket) server.accept()) {
                                socket.setSoTimeout(5000);
                                socket.getInputStream().read();
                            } catch (Exception problem) {
                                // The client has gone, or did not like the certificate.
                            }
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                }
                System.out.println("ready");
                Thread.sleep(Long.MAX_VALUE);
            }
        }

        """
}
