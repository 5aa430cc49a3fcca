import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// What pages in a real browser can do: one of an origin that is allowed, one of an origin that is not.
@Suite(.enabled(if: Tool.chromium.found && Tool.python3.found || Tool.required))
struct `Pages in a browser` {
    private static let allowed = "app.example.test"
    private static let foreign = "evil.test"

    /// Serves the API and the pages over TLS, loads the page from each host, and gives what it found out by name.
    private func visit(_ hosts: [String]) async throws -> (results: [[String: String]], audit: String) {
        let folder = try TemporaryDirectory()
        let (api, pages) = (try FreePort.find(), try FreePort.find())
        try prepare(folder, api: api, pages: pages)
        var results: [[String: String]] = []
        let server = Girctl.command(["serve", "--config", "application.yaml"], in: folder)
        let files = Tool.python3.command(["-c", Self.fileServer, "\(pages)"], in: folder)
        _ = try await CommandRunner.start(server, readyWhen: { $0.hasPrefix("listening on ") }) { _ in
            _ = try await CommandRunner.start(files, readyWhen: { $0 == "ready" }) { _ in
                for host in hosts {
                    results.append(try await load("https://\(host):\(pages)/page.html?\(api)", in: folder))
                }
            }
        }
        let audit = try Data(contentsOf: URL(filePath: "\(folder.path)/audit.log"))
        return (results, String(decoding: audit, as: UTF8.self))
    }

    private func prepare(_ folder: TemporaryDirectory, api: Int, pages: Int) throws {
        let pki = try TestPKI(now: Date())
        let names = ["rws.example.test", Self.allowed, Self.foreign].map { "dns:\($0)" }
        let identity = try pki.server(names)
        var store = KeyStore(format: .jks)
        let entry = try KeyStoreEntry.privateKey(
            alias: "jetty",
            key: identity.key,
            chain: identity.chain,
            keyPassword: nil,
            created: pki.now
        )
        try store.set(entry, replacing: false)
        try folder.write(store.encoded(password: Secret("changeit")), to: "keystore")
        try folder.write(Array(identity.chainPEM.utf8) + identity.key.pem().revealBytes(), to: "identity.pem")
        try folder.write(Self.page, to: "page.html")
        try folder.write(
            """
            logging:
              path: .
            jetty:
              host: 127.0.0.1
              enableSsl: true
              ssl:
                port: \(api)
                keyStorePath: keystore
                keyStorePassword: changeit
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                allowedOrigins: https://*.example.test:\(pages)
                exposedHeaders: X-CSRF-HEADER,X-CSRF-TOKEN,X-Request-Id

            """,
            to: "application.yaml"
        )
    }

    private func load(_ url: String, in folder: TemporaryDirectory) async throws -> [String: String] {
        let page = try await Tool.chromium.run(
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--ignore-certificate-errors",
                "--host-resolver-rules=MAP *.test 127.0.0.1", "--user-data-dir=\(folder.path)/profile",
                "--virtual-time-budget=60000", "--dump-dom", url,
            ],
            in: folder
        ).succeeded().stdout
        let start = try #require(page.firstRange(of: "<pre id=\"result\">"), "\(page)")
        let end = try #require(page[start.upperBound...].firstRange(of: "</pre>"))
        let text = page[start.upperBound..<end.lowerBound]
        return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }

    private static let fileServer = """
        import http.server, ssl, sys
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("identity.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print("ready", flush=True)
        server.serve_forever()
        """

    /// Asks the API in every way that a page has, and writes down what the browser let it see.
    private static let page = """
        <!doctype html><meta charset=utf-8><title>Calls another origin</title><pre id=result></pre>
        <script>
        const api = "https://rws.example.test:" + location.search.slice(1)
        const version = api + "/api/v2/diagnostics/version"
        const json = { "Content-Type": "application/json" }
        const results = {}
        async function ask(name, url, options) {
            try {
                const answer = await fetch(url, { credentials: "include", ...options })
                results[name] = answer.type == "opaque" ? "opaque" : `${answer.status} ${JSON.parse(await answer.text()).statusCode}`
                results[name + " id"] = String(answer.headers.get("X-Request-Id")?.length)
            } catch (error) { results[name] = error.name }
        }
        (async () => {
            await ask("read", version)
            await ask("unknown address", api + "/none")
            await ask("refused by the parser", api + "/a;b")
            await ask("write with preflight", version, { method: "PUT", headers: { ...json, "X-CSRF-TOKEN": "x" }, body: "{}" })
            await ask("header that is not listed", version, { headers: { "X-Other": "1" } })
            await ask("method that is not listed", version, { method: "PATCH" })
            await ask("write without preflight", version, { method: "POST", body: "a=b" })
            await ask("blind write", version, { method: "POST", mode: "no-cors", body: "a=b" })
            await ask("embedding", version, { mode: "no-cors" })
            document.querySelector("#result").textContent = JSON.stringify(results)
        })()
        </script>

        """

    @Test func `read and are refused as their origin is allowed or not`() async throws {
        let (results, audit) = try await visit([Self.allowed, Self.foreign])
        let (app, evil) = (results[0], results[1])
        #expect(app["read"] == "200 0")
        #expect(app["read id"] == "32")
        #expect(app["unknown address"] == "404 6")
        #expect(app["refused by the parser"] == "400 2")
        #expect(app["write with preflight"] == "403 3")
        #expect(app["header that is not listed"] == "TypeError")
        #expect(app["method that is not listed"] == "TypeError")
        #expect(app["write without preflight"] == "403 3")
        #expect(app["blind write"] == "opaque")
        #expect(app["embedding"] == "opaque")
        // Of the other one no answer is shown, and blind requests to another site not even as opaque ones.
        #expect(evil.count == 9)
        #expect(evil.values.allSatisfy { $0 == "TypeError" }, "\(evil)")
        // A request with a form's body needs no permission to be sent: it is the server that refuses it.
        let lines = audit.split(separator: "\n")
        func count(_ event: String, _ detail: String) -> Int {
            lines.count { $0.contains(#""event":"\#(event)""#) && $0.contains(#""detail":"\#(detail)""#) }
        }
        #expect(count("malicious_cors", "preflight: method or header is not allowed") == 2)
        #expect(count("malicious_cors", "preflight: origin is not allowed") == 3)
        #expect(count("malicious_csrf", "page of another origin") == 2)
        #expect(count("malicious_csrf", "no session") == 3)
    }
}
