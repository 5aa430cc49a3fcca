import FoundationEssentials
import GIRPKI
import GIRTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GIRLinks

@Suite(.timeLimit(.minutes(2))) struct `The connections of the HTTP client` {
    private let sound = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func client(_ change: (inout WebLimits) -> Void = { _ in }) throws -> WebClient {
        var limits = WebLimits()
        change(&limits)
        return WebClient(verifier: .nothing, tls: try LinkTLS(), limits: limits)
    }

    private func request(_ peer: ScriptedPeer, _ method: HTTPRequest.Method = .get) throws -> WebRequest {
        WebRequest(method, try #require(WebAddress("http://127.0.0.1:\(peer.port)/a")))
    }

    private func ask(_ client: WebClient, _ peer: ScriptedPeer) async throws -> String {
        String(buffer: try await client.send(request(peer)).body.collect(upTo: 1000))
    }

    @Test func `are used again only after a whole answer`() async throws {
        let peer = try await ScriptedPeer(nil) { [sound] client in
            while try await client.head() != nil { try await client.say(sound) }
        }
        let client = try client()
        for _ in 0..<3 { #expect(try await ask(client, peer) == "ok") }
        #expect(peer.connections == 1)
        // An answer that nobody reads to its end.
        do { _ = try await client.send(request(peer)).status }
        #expect(try await ask(client, peer) == "ok")
        #expect(peer.connections == 2)
        try await peer.stop()
    }

    @Test func `are not used again when the peer says so, or says more than it was asked`() async throws {
        let endings = [
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        ]
        for answer in endings {
            let peer = try await ScriptedPeer(nil) { client in
                while try await client.head() != nil { try await client.say(answer) }
            }
            let client = try client()
            for _ in 0..<2 { #expect(try await ask(client, peer) == "ok") }
            #expect(peer.connections == 2)
            try await peer.stop()
        }
        // A second answer in the same breath must never be the answer to the next question.
        let peer = try await ScriptedPeer(nil) { [sound] client in
            while try await client.head() != nil {
                try await client.say(sound + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
            }
        }
        let client = try client()
        for _ in 0..<5 { if let answer = try? await ask(client, peer) { #expect(answer == "ok") } }
        try await peer.stop()
    }

    @Test func `that the peer ended while they rested are made anew`() async throws {
        let peer = try await ScriptedPeer(nil) { [sound] client in
            _ = try await client.head()
            try await client.say(sound)
            // The next request comes in vain, on the first connection.
            if client.number == 1 { _ = try await client.head() } else { try await client.untilGone() }
        }
        let client = try client()
        #expect(try await ask(client, peer) == "ok")
        #expect(try await ask(client, peer) == "ok")
        #expect(peer.connections == 2)
        try await peer.stop()
    }

    @Test func `are never more than allowed, and requests wait their turn`() async throws {
        let peer = try await ScriptedPeer(nil) { [sound] client in
            while try await client.head() != nil {
                try await Task.sleep(for: .milliseconds(2))
                try await client.say(sound)
            }
        }
        let client = try client {
            $0.connectionsPerPeer = 3
            $0.waiting = .seconds(60)
        }
        try await withThrowingTaskGroup(of: String.self) { tasks in
            for _ in 0..<50 { tasks.addTask { try await ask(client, peer) } }
            for try await answer in tasks { #expect(answer == "ok") }
        }
        #expect(peer.connections <= 3)
        try await peer.stop()
    }

    @Test func `make room for another peer when they rest`() async throws {
        let script: ScriptedPeer.Script = { [sound] client in
            while try await client.head() != nil { try await client.say(sound) }
        }
        let (first, second) = (try await ScriptedPeer(nil, script), try await ScriptedPeer(nil, script))
        let client = try client { $0.connections = 1 }
        for _ in 0..<3 {
            #expect(try await ask(client, first) == "ok")
            #expect(try await ask(client, second) == "ok")
        }
        try await first.stop()
        try await second.stop()
    }

    @Test func `that are all at work are not waited for without end`() async throws {
        let peer = try await ScriptedPeer(nil) { client in
            _ = try await client.head()
            try await client.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
            try await client.untilGone()
        }
        let client = try client {
            $0.connectionsPerPeer = 1
            $0.waiting = .milliseconds(300)
        }
        let held = try await client.send(request(peer))
        await #expect(throws: LinkError(.busy, "")) { try await ask(client, peer) }
        // A failed attempt and a given-up answer leave their places.
        let waiting = Task { try await client.send(request(peer)).status }
        waiting.cancel()
        _ = await waiting.result
        withExtendedLifetime(held) {}
        try await peer.stop()
    }

    @Test func `are kept where what nobody reads comes soon, and ended where it does not`() async throws {
        let peer = try await ScriptedPeer(nil) { client in
            var heads = client.number == 1 ? 0 : 2
            while try await client.head() != nil {
                try await client.say("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nabc")
                heads += 1
                // Of one answer the rest never comes.
                if heads == 2 { try await client.untilGone() }
                try await client.say("de")
            }
        }
        let client = try client {
            $0.discarding = .milliseconds(300)
            $0.pause = .seconds(600)
        }
        for connections in [1, 1, 2, 2] {
            try await client.send(request(peer)).body.discard()
            #expect(peer.connections == connections)
        }
        try await peer.stop()
    }

    @Test func `are waited for longer than they may take to be made`() async throws {
        let peer = try await ScriptedPeer(nil) { [sound] client in
            while try await client.head() != nil { try await client.say(sound) }
        }
        let client = try client {
            $0.connectionsPerPeer = 1
            $0.connecting = .milliseconds(1000)
            $0.waiting = .seconds(60)
        }
        let held = try await client.send(request(peer))
        let waiting = Task { try await ask(client, peer) }
        try await Task.sleep(for: .milliseconds(1500))
        _ = try await held.body.collect(upTo: 1000)
        #expect(try await waiting.value == "ok")
        try await peer.stop()
    }

    @Test func `are made to no address that only this machine reaches, unless that is allowed`() async throws {
        let peer = try await ScriptedPeer(nil) { [sound] client in
            while try await client.head() != nil { try await client.say(sound) }
        }
        let strict = try client { $0.allowsLocal = false }
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"] {
            let address = try #require(WebAddress("http://\(host):\(peer.port)/a"))
            await #expect(throws: LinkError(.refused, ""), "\(host)") {
                try await strict.send(WebRequest(.get, address))
            }
        }
        #expect(peer.connections == 0)
        #expect(try await ask(client(), peer) == "ok")
        try await peer.stop()
    }

    @Test func `that cannot be made leave their places to others`() async throws {
        let free = try FreePort.find()
        let client = try client { $0.connections = 1 }
        let nobody = WebRequest(.get, try #require(WebAddress("http://127.0.0.1:\(free)/")))
        for _ in 0..<3 {
            await #expect(throws: LinkError(.unreachable, "")) { try await client.send(nobody) }
        }
        let peer = try await ScriptedPeer(nil) { [sound] client in
            _ = try await client.head()
            try await client.say(sound)
        }
        #expect(try await ask(client, peer) == "ok")
        try await peer.stop()
    }

    @Test func `hold a fast peer back while nobody reads`() async throws {
        let (sent, progress) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let size = 256 << 20
        let peer = try await ScriptedPeer(nil) { client in
            _ = try await client.head()
            try await client.say("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            let part = ByteBuffer(repeating: 7, count: 1 << 20)
            for index in 1...256 {
                try await client.say(part)
                progress.yield(index)
            }
            progress.finish()
            try await client.untilGone()
        }
        let response = try await client().send(request(peer))
        // Sockets hold up to some 36 MB between the two, by the kernel's settings.
        try await Task.sleep(for: .milliseconds(300))
        var iterator = sent.makeAsyncIterator()
        let held = await iterator.next() ?? 0
        #expect(held < 128)
        let reader = Task {
            var count = 0
            for try await part in response.body { count += part.readableBytes }
            return count
        }
        while await iterator.next() != nil {}
        #expect(try await reader.value == size)
        try await peer.stop()
    }
}

@Suite struct `The address of an HTTP peer` {
    @Test(arguments: [
        ("https://dav.example", "https://dav.example/"), ("http://dav.example:80/a/", "http://dav.example/a"),
        ("HTTPS://DAV.example:8443//a//b c/%41%2e", "https://dav.example:8443/a/b%20c/A."),
        ("http://[::1]:8080/é", "http://[::1]:8080/%C3%A9"), ("http://[::1]/x", "http://[::1]/x"),
    ])
    func `is read into one form`(_ text: String, _ form: String) throws {
        #expect(try #require(WebAddress(text)).description == form)
    }

    @Test(arguments: [
        "", "dav.example", "ftp://dav.example/", "https://", "https:///a", "https://u:p@dav.example/", "http://a b/",
        "https://dav.example/a/../b", "https://dav.example/%2e%2E/b", "https://dav.example/a%2fb",
        "https://dav.example/a%5cb", #"https://dav.example/a\b"#, "https://dav.example/a?b", "https://dav.example/a#b",
        "https://dav.example/%zz", "https://dav.example/%0a", "https://dav.example/%00", "https://dav.example:0/",
        "https://dav.example:99999/", "https://dav.example/\r\nX: y",
    ])
    func `is not one that could lead elsewhere`(_ text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test func `is below another only by whole parts`() throws {
        let root = try #require(WebAddress("https://dav.example/recordings"))
        for below in ["https://dav.example/recordings/a", "https://DAV.example:443/recordings/a/b"] {
            #expect(try #require(WebAddress(below)).isBelow(root))
        }
        for other in [
            "https://dav.example/recordings", "https://dav.example/recordings2/a", "http://dav.example/recordings/a",
            "https://dav.example:8443/recordings/a", "https://dav.example/", "https://dav.example.evil/recordings/a",
        ] {
            #expect(try #require(WebAddress(other)).isBelow(root) == false, "\(other)")
        }
        #expect(root.appending("a/b")?.description == "https://dav.example/recordings/a/b")
        #expect(root.appending(name: "a/b") == nil)
        #expect(root.appending("..") == nil)
        #expect(root.appending("") == nil)
    }
}
