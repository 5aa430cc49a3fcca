import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// Media over HTTP/2 and TLS: the built programs, curl and a client that resets streams, a real apache2 as the storage.
@Suite(
    .enabled(if: WebDAVServer.isThere && Tool.curl.found && Tool.python3.found || Tool.required),
    .timeLimit(.minutes(4))
)
struct `girctl serve and media over HTTP/2` {
    private let served: ServedFolder
    private let dav: WebDAVServer
    private let anna = ServedFolder.anna
    private var folder: TemporaryDirectory { served.folder }
    private var port: Int { served.port }

    init() throws {
        let pki = try TestPKI(now: Date())
        dav = try WebDAVServer(pki.server(), in: TemporaryDirectory())
        served = try ServedFolder(pki)
        try served.configure("serverSettings:\n  cryptoSecurityKey: a key for settings\n  webDAVTrustedCA: ca.pem\n")
    }

    private func curl(_ path: String, _ options: [String] = []) -> Command {
        let common = [
            "--silent", "--show-error", "--http2", "--cacert", "ca.pem", "--user", anna, "--max-time", "100",
            "--write-out", " %{http_code} %{http_version}",
        ]
        return Tool.curl.command(common + options + ["https://localhost:\(port)\(path)"], in: folder)
    }

    private func ask(_ path: String, _ options: [String] = []) async throws -> CommandResult {
        try await CommandRunner.run(curl(path, options))
    }

    private func upload(_ id: String, _ file: String) -> [String] {
        let metadata = #"metadata={"id":"\#(id)","startTime":"2026-01-01T00:00:00Z"};type=application/json"#
        return ["--form", metadata, "--form", "file=@\(file);type=video/mp4"]
    }

    private func serve(_ body: () async throws -> Void) async throws {
        try await served.addUsers()
        let storage = ServedFolder.storage(dav)
        let result = try await served.serve { _ in
            try await dav.run {
                #expect(
                    try await ask("/api/v2/settings/screen-recording", ["--json", storage]).stdout.hasSuffix(" 201 2")
                )
                try await body()
            }
        }
        #expect(result.status == 0)
        // Whatever clients do is no fault of the server.
        let faults = String(decoding: result.errorBytes, as: UTF8.self).split(separator: "\n")
            .filter { $0.contains(" error ") || $0.contains("status=500") }
        #expect(faults.isEmpty)
    }

    /// The files of the storage, those too that are being written.
    private var stored: [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: dav.folder("screen-recordings")))?
            .filter { $0.contains("/") } ?? []
    }

    private func wait(until isTrue: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !isTrue(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try await isTrue())
    }

    @Test func `are taken and given, in part too`() async throws {
        let pictures = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        try folder.write(pictures, to: "screen.mp4")
        try await serve {
            #expect(try await ask("/api/v2/screen-recordings", upload("s1", "screen.mp4")).stdout.hasSuffix(" 201 2"))
            let content = "/api/v2/screen-recordings/s1/content"
            let isWhole = try await ask(content).outputBytes == pictures + Array(" 200 2".utf8)
            #expect(isWhole)
            let part = try await ask(content, ["--range", "700000-700002"]).outputBytes
            #expect(part == pictures[700_000...700_002] + Array(" 206 2".utf8))
            #expect(try await ask(content, ["--range", "1500000-"]).stdout.hasSuffix(" 416 2"))
            // What has no body by its status tells no length of one, in either protocol.
            for version in ["--http2", "--http1.1"] {
                let unchanged = try await ask(content, [version, "--include", "--header", "If-None-Match: *"]).stdout
                let options = try await ask(content, [version, "--include", "--request", "OPTIONS"]).stdout
                #expect(unchanged.contains(" 304") && options.contains(" 204"))
                #expect(!(unchanged + options).lowercased().contains("content-length"))
            }
        }
    }

    @Test func `leave nothing behind where a client goes, or takes its request back`() async throws {
        #expect(mkfifo(folder.path("endless"), 0o600) == 0)
        // Open for both, so that neither end waits for the other, and as long as the test has it nobody sees an end.
        let pipe = open(folder.path("endless"), O_RDWR)
        defer { close(pipe) }
        // F_SETPIPE_SZ: room for more than curl reads at once, so that it sends some of it.
        try #require(fcntl(pipe, 1031, 1 << 20) >= 1 << 20)
        let some = [UInt8](repeating: 7, count: 1_000_000)
        try folder.write(Self.resetting, to: "client.py")
        let client = Tool.python3.command(["-u", "client.py", "\(port)", anna], in: folder)
        try await serve {
            #expect(write(pipe, some, some.count) == some.count)
            var going = curl("/api/v2/screen-recordings", ["--verbose"] + upload("s1", "endless"))
            going.timeLimit = .seconds(120)
            _ = try await CommandRunner.start(going, readyWhen: { $0.contains("POST /api") }) { running in
                try await wait { !stored.isEmpty }
                running.send(SIGKILL)
            }
            try await wait { stored.isEmpty }
            _ = try await CommandRunner.start(client, readyWhen: { $0 == "sent" }) { running in
                try await wait { !stored.isEmpty }
                try folder.write([], to: "reset")
                // The connection goes on.
                _ = try await running.line { $0 == "alive" }
                try await wait { stored.isEmpty }
            }
            let found = try await ask("/api/v2/screen-recordings?startTime=2026-01-01T00:00:00Z/").stdout
            #expect(found == #"{"statusCode":0,"uris":[]} 200 2"#)
        }
    }

    /// Sends a part of a form, resets the stream when it is told to, and asks whether the connection is still there.
    private static let resetting = """
        import base64, os, socket, ssl, struct, sys, time

        port, login = sys.argv[1:]
        context = ssl.create_default_context(cafile="ca.pem")
        context.set_alpn_protocols(["h2"])
        peer = context.wrap_socket(socket.create_connection(("127.0.0.1", int(port))), server_hostname="localhost")

        def frame(kind, flags, stream, payload=b""):
            head = struct.pack("!I", len(payload))[1:] + bytes([kind, flags]) + struct.pack("!I", stream)
            peer.sendall(head + payload)

        def literal(name, value):
            return b"\\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()

        def exactly(count):
            data = b""
            while len(data) < count:
                part = peer.recv(count - len(data))
                if not part:
                    sys.exit("the connection has ended")
                data += part
            return data

        peer.sendall(b"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n")
        frame(4, 0, 0)
        frame(1, 4, 1, b"".join(literal(*field) for field in [
            (":method", "POST"), (":scheme", "https"), (":authority", f"localhost:{port}"),
            (":path", "/api/v2/screen-recordings"), ("content-type", "multipart/form-data; boundary=b"),
            ("authorization", "Basic " + base64.b64encode(login.encode()).decode()),
        ]))
        part = "--b\\r\\nContent-Disposition: form-data; name="
        frame(0, 0, 1, (part + '"metadata"\\r\\n\\r\\n{"startTime":"2026-01-01T00:00:00Z"}\\r\\n'
                        + part + '"file"; filename="s"\\r\\n\\r\\n').encode())
        for _ in range(3):
            frame(0, 0, 1, bytes(16000))
        print("sent")
        while not os.path.exists("reset"):
            time.sleep(0.01)
        frame(3, 0, 1, struct.pack("!I", 8))
        frame(6, 0, 0, b"anything")
        while True:
            length, kind, flags = struct.unpack("!I", b"\\0" + exactly(3))[0], *exactly(2)
            exactly(4 + length)
            if kind == 4 and not flags:
                frame(4, 1, 0)
            if kind == 6 and flags == 1:
                print("alive")
                break
        time.sleep(60)

        """
}
