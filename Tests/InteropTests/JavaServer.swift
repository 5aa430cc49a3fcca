import GIRTestSupport
import Glibc

/// A Java program that serves from keystores in two ways: with the JDK's own sockets and with Jetty 9.4.
enum JavaServer {
    private static let javac = Tool("javac")
    private static let jars = ["jetty9-server", "jetty9-util", "jetty9-http", "jetty9-io", "servlet-api"].map {
        "/usr/share/java/\($0).jar"
    }

    /// Whether it can be built and run here.
    static var isThere: Bool { javac.found && Tool.java.found && jars.allSatisfy { access($0, R_OK) == 0 } }

    /// Compiles it in the folder, and gives the command that serves from each of the files.
    ///
    /// It prints `FILE KIND PORT` for each and `ready` at the end. Files named `…own…` have a key with another password.
    static func compiled(
        in folder: TemporaryDirectory,
        arguments: [String],
        environment: [String: String]
    ) async throws -> Command {
        try folder.write(source, to: "Serve.java")
        let classes = (jars + ["."]).joined(separator: ":")
        var compiler = javac.command(["-cp", classes, "Serve.java"], in: folder)
        compiler.timeLimit = .seconds(180)
        try await CommandRunner.run(compiler).succeeded()
        var command = Tool.java.command(
            ["-Dorg.eclipse.jetty.LEVEL=WARN", "-cp", classes, "Serve"] + arguments,
            in: folder
        )
        command.environment = environment
        command.timeLimit = .seconds(240)
        return command
    }

    private static let source = """
        import java.io.*;
        import java.net.*;
        import java.nio.charset.StandardCharsets;
        import java.security.KeyStore;
        import javax.net.ssl.*;
        import javax.servlet.http.*;
        import org.eclipse.jetty.server.*;
        import org.eclipse.jetty.server.handler.AbstractHandler;
        import org.eclipse.jetty.util.ssl.SslContextFactory;

        public class Serve {
            static final String BODY = System.getenv("BODY");

            public static void main(String[] files) throws Exception {
                for (String file : files) {
                    String store = System.getenv("STORE_PASSWORD");
                    String key = file.contains("own") ? System.getenv("OTHER_PASSWORD") : store;
                    String type = file.endsWith(".jks") ? "JKS" : "PKCS12";
                    System.out.println(file + " sockets " + sockets(file, type, store, key));
                    System.out.println(file + " jetty " + jetty(file, type, store, key));
                }
                System.out.println("ready");
                System.out.flush();
                Thread.currentThread().join();
            }

            static int sockets(String file, String type, String store, String key) throws Exception {
                KeyStore keys = KeyStore.getInstance(type);
                try (InputStream input = new FileInputStream(file)) { keys.load(input, store.toCharArray()); }
                KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
                managers.init(keys, key.toCharArray());
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(managers.getKeyManagers(), null, null);
                ServerSocket server = context.getServerSocketFactory().createServerSocket(0);
                Thread thread = new Thread(() -> {
                    while (true) {
                        try (Socket client = server.accept()) {
                            BufferedReader reader = new BufferedReader(new InputStreamReader(client.getInputStream()));
                            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) { }
                            String head = "HTTP/1.1 200 OK\\r\\nContent-Length: " + BODY.length() + "\\r\\n\\r\\n";
                            client.getOutputStream().write((head + BODY).getBytes(StandardCharsets.UTF_8));
                        } catch (IOException error) {
                            System.err.println(file + ": " + error);
                        }
                    }
                });
                thread.setDaemon(true);
                thread.start();
                return server.getLocalPort();
            }

            static int jetty(String file, String type, String store, String key) throws Exception {
                SslContextFactory.Server factory = new SslContextFactory.Server();
                factory.setKeyStorePath(file);
                factory.setKeyStoreType(type);
                factory.setKeyStorePassword(store);
                factory.setKeyManagerPassword(key);
                Server server = new Server();
                ServerConnector connector = new ServerConnector(
                    server, new SslConnectionFactory(factory, "http/1.1"), new HttpConnectionFactory());
                server.addConnector(connector);
                server.setHandler(new AbstractHandler() {
                    public void handle(String target, Request request, HttpServletRequest raw, HttpServletResponse answer)
                            throws IOException {
                        answer.getWriter().print(BODY);
                        request.setHandled(true);
                    }
                });
                server.start();
                return connector.getLocalPort();
            }
        }

        """
}
