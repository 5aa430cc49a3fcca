import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// What pages in a real browser can do: one of an origin that is allowed, one of an origin that is not.
@Suite(.enabled(if: Tool.chromium.found && Tool.python3.found || Tool.required))
struct `Pages in a browser` {
    private static let allowed = "app.example.test"
    private static let foreign = "evil.test"

    /// What the two pages found out by name, what the store holds then, and the audit log.
    private struct Visit {
        let app: [String: String]
        let evil: [String: String]
        let labels: String
        let audit: String
    }

    /// Serves the API and the pages over TLS, loads the page from the allowed host, which goes on to the one of the foreign
    /// host, and asks the API what has come of it.
    private func visit() async throws -> Visit {
        let folder = try TemporaryDirectory()
        let (api, pages) = (try FreePort.find(), try FreePort.find())
        try prepare(folder, api: api, pages: pages)
        try folder.write("browser-password\n", to: "password")
        for arguments in [
            ["contact-center", "add", "Sample"],
            ["user", "add", "anna", "--role", "admin", "--password-file", "password"],
        ] {
            try await Girctl.run(arguments + ["--data", "data"], in: folder).succeeded()
        }
        var results: [[String: String]] = []
        var labels = ""
        let server = Girctl.command(["serve", "--config", "application.yaml", "--data", "data"], in: folder)
        let files = Tool.python3.command(["-c", Self.fileServer, "\(pages)"], in: folder)
        _ = try await CommandRunner.start(server, readyWhen: { $0.hasPrefix("listening on ") }) { _ in
            _ = try await CommandRunner.start(files, readyWhen: { $0 == "ready" }) { pageServer in
                let browser = browser("https://\(Self.allowed):\(pages)/page.html?\(api)", in: folder)
                _ = try await CommandRunner.start(browser, readyWhen: { $0.contains("DevTools listening") }) { _ in
                    let line = try await pageServer.line { $0.hasPrefix("[{") }
                    results = try JSONDecoder().decode([[String: String]].self, from: Data(line.utf8))
                }
            }
            labels = try await Tool.curl.run(
                [
                    "--silent", "--show-error", "--insecure", "--user", "anna:browser-password",
                    "https://127.0.0.1:\(api)/api/v2/recording-label-definitions?fields=*",
                ],
                in: folder
            ).succeeded().stdout
        }
        let audit = try Data(contentsOf: URL(filePath: "\(folder.path)/audit.log"))
        return Visit(app: results[0], evil: results[1], labels: labels, audit: String(decoding: audit, as: UTF8.self))
    }

    private func prepare(_ folder: TemporaryDirectory, api: Int, pages: Int) throws {
        let pki = try TestPKI(now: Date())
        let names = ["rws.example.test", Self.allowed, Self.foreign].map { "dns:\($0)" }
        let identity = try pki.server(names)
        try folder.write(identity.keyStore(created: pki.now), to: "keystore")
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
            girctl:
              # Else the browser would ask the user for a password.
              scriptChallenge: xBasic
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                allowedOrigins: https://*.example.test:\(pages)
                exposedHeaders: X-CSRF-HEADER,X-CSRF-TOKEN,X-Request-Id

            """,
            to: "application.yaml"
        )
    }

    private func browser(_ url: String, in folder: TemporaryDirectory) -> Command {
        Tool.chromium.command(
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--ignore-certificate-errors", "--remote-debugging-port=0",
                "--host-resolver-rules=MAP *.test 127.0.0.1", "--user-data-dir=\(folder.path)/profile", url,
            ],
            in: folder
        )
    }

    private static let fileServer = """
        import http.server, ssl, sys
        class Pages(http.server.SimpleHTTPRequestHandler):
            def do_POST(self):
                print(self.rfile.read(int(self.headers["Content-Length"])).decode(), flush=True)
                self.send_response(204)
                self.end_headers()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Pages)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("identity.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print("ready", flush=True)
        server.serve_forever()
        """

    /// Asks the API in every way that a page has, and writes down what the browser let it see.
    private static let page = """
        <!doctype html><meta charset=utf-8><title>Calls another origin</title>
        <script>
        const api = "https://rws.example.test:" + location.search.slice(1)
        const version = api + "/api/v2/diagnostics/version"
        const labels = api + "/api/v2/recording-label-definitions"
        const json = { "Content-Type": "application/json" }
        const login = { "Authorization": "Basic " + btoa("anna:browser-password") }
        const results = {}
        let token
        async function ask(name, url, options) {
            try {
                const answer = await fetch(url, { credentials: "include", ...options })
                results[name] = answer.type == "opaque" ? "opaque" : `${answer.status} ${JSON.parse(await answer.text()).statusCode}`
                results[name + " id"] = String(answer.headers.get("X-Request-Id")?.length)
                const header = answer.headers.get("X-CSRF-HEADER")
                return header && { [header]: answer.headers.get(header) }
            } catch (error) { results[name] = error.name }
        }
        function write(name, token, method = "POST", url = labels) {
            const body = JSON.stringify(method == "POST" ? { name } : { displayName: name })
            return ask(name, url, { method, headers: { ...json, ...token }, body })
        }
        function submit() {
            const frame = document.createElement("iframe")
            frame.name = "answer"
            document.body.append(frame)
            const form = document.createElement("form")
            Object.assign(form, { method: "post", action: labels, target: "answer", enctype: "text/plain" })
            form.append(Object.assign(document.createElement("input"), { name: '{"name":"form","x":"', value: '"}' }))
            document.body.append(form)
            form.submit()
        }
        async function main() {
            // Nobody tells the page when it is answered; all that follows takes longer.
            submit()
            await ask("read", version)
            await ask("unknown address", api + "/none")
            await ask("refused by the parser", api + "/a;b")
            await ask("header that is not listed", version, { headers: { "X-Other": "1" } })
            await ask("method that is not listed", version, { method: "PATCH" })
            await ask("read without a login", api + "/api/v2/me", { headers: { "X-Requested-With": "XMLHttpRequest" } })
            const token = await ask("login", api + "/api/v2/me", { headers: login })
            await ask("read with the session", api + "/api/v2/me")
            const other = await ask("login without cookies", api + "/api/v2/me", { headers: login, credentials: "omit" })
            results["tokens"] = String(Object.keys(token ?? {}) == "X-CSRF-TOKEN" && token["X-CSRF-TOKEN"] != other["X-CSRF-TOKEN"])
            await write("no token", {})
            await write("token of another session", other)
            await write("made-up token", { "X-CSRF-TOKEN": "x" })
            await write("page", token)
            await write("changed by the page", token, "PUT", labels + "/page")
            await ask("read what was written", labels + "/page")
            await ask("write without preflight", labels, { method: "POST", body: '{"name":"simple"}' })
            await ask("blind write", labels, { method: "POST", mode: "no-cors", body: '{"name":"blind"}' })
            await ask("embedding", version, { mode: "no-cors" })
            // On to the same page at the foreign host, in the same browser with the same cookies.
            const next = location.href.replace("app.example.test", "evil.test")
            if (next != location.href) location.href = next + "#" + encodeURIComponent(JSON.stringify(results))
            else await fetch("/results", {
                method: "POST", body: JSON.stringify([JSON.parse(decodeURIComponent(location.hash.slice(1))), results]),
            })
        }
        window.onload = main
        </script>

        """

    @Test func `read, write and are refused as their origin is allowed or not`() async throws {
        let visit = try await visit()
        let (app, evil) = (visit.app, visit.evil)
        let expected = [
            "read": "200 0", "unknown address": "404 6", "refused by the parser": "400 2",
            "header that is not listed": "TypeError", "method that is not listed": "TypeError",
            "read without a login": "401 20", "login": "200 0", "read with the session": "200 0",
            "login without cookies": "200 0", "tokens": "true", "no token": "403 3",
            "token of another session": "403 3",
            "made-up token": "403 3", "page": "201 0", "changed by the page": "200 0", "read what was written": "200 0",
            "write without preflight": "403 3", "blind write": "opaque", "embedding": "opaque", "read id": "32",
        ]
        for (name, result) in expected { #expect(app[name] == result, "\(name)") }
        // Of the foreign page no answer is shown, and blind requests to another site not even as opaque ones.
        #expect(evil["tokens"] == "false")
        #expect(evil.count == 19)
        #expect(evil.values.allSatisfy { ["TypeError", "false"].contains($0) }, "\(evil)")
        // What a later request finds: one definition, as the allowed page has written it with its token.
        #expect(visit.labels.contains(#""displayName":"changed by the page","#))
        #expect(visit.labels.matches(of: /"name":/).count == 1, "\(visit.labels)")
        // A request with a form's body needs no permission to be sent: it is the server that refuses it.
        let lines = visit.audit.split(separator: "\n")
        func count(_ event: String, _ detail: String) -> Int {
            lines.count { $0.contains(#""event":"\#(event)""#) && $0.contains(#""detail":"\#(detail)""#) }
        }
        #expect(count("malicious_cors", "preflight: method or header is not allowed") == 2)
        #expect(count("malicious_cors", "preflight: origin is not allowed") == 10)
        #expect(count("malicious_csrf", "page of another origin") == 3)
        #expect(count("malicious_csrf", "no session") == 1)
        #expect(count("malicious_csrf", "no token") == 3)
        #expect(count("malicious_csrf", "wrong token") == 2)
    }
}
