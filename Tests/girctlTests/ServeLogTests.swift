import FoundationEssentials
import GIRTestSupport
import Glibc
import Testing

@Suite(.enabled(if: Tool.curl.found || Tool.required)) struct `The log of girctl serve` {
    /// A pipe with a name, open at both ends, that is read when the test says so.
    private final class Pipe: Sendable {
        private let descriptor: Int32

        init(_ path: String) throws {
            mkfifo(path, 0o600)
            descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
            try #require(descriptor >= 0)
        }

        deinit { close(descriptor) }

        /// Adds what comes to a text until it is as wanted, for a minute at most.
        func read(into text: inout String, until isEnough: (String) -> Bool) async throws {
            let end = ContinuousClock.now + .seconds(60)
            var part = [UInt8](repeating: 0, count: 65536)
            while !isEnough(text), ContinuousClock.now < end {
                let count = Glibc.read(descriptor, &part, part.count)
                if count > 0 {
                    text += String(decoding: part[..<count], as: UTF8.self)
                } else {
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
    }

    @Test func `keeps nobody waiting where it goes into a pipe that nobody reads, and is whole at the end`()
        async throws
    {
        let served = try ServedFolder()
        let pipe = try Pipe(served.folder.path("pipe"))
        var command = served.command
        command.arguments = ["-c", #"exec "$0" "$@" 2>pipe"#, command.executable] + command.arguments
        command.executable = "/bin/sh"
        command.timeLimit = .seconds(300)
        // A line of more than 150 bytes for each: twice what the pipe holds.
        let requests = 1000
        let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            let urls = served.url("/api/v2/diagnostics/version?[1-\(requests)]")
            let answers = try await Tool.curl.run(
                [
                    "--silent", "--http1.1", "--max-time", "60", "--cacert", "ca.pem", "--write-out", "%{http_code}\n",
                    urls,
                ],
                in: served.folder
            )
            #expect(try answers.succeeded().stdout.ranges(of: "}200\n").count == requests)
            var log = ""
            try await pipe.read(into: &log) { $0.ranges(of: " info request answered ").count >= requests }
            server.send(SIGTERM)
            try await pipe.read(into: &log) { $0.hasSuffix(" info stopped\n") }
            #expect(log.ranges(of: " info request answered ").count == requests)
            #expect(log.hasSuffix(" info stopped\n"))
        }
        #expect(result.status == 0)
    }

    @Test func `has what led to a failed start before the words that end it`() async throws {
        let served = try ServedFolder(validDays: -1...20)
        let taken = try ServedFolder()
        try served.configure(port: taken.port)
        _ = try await taken.serve { _ in
            let lines = try await CommandRunner.run(served.command).stderr.split(separator: "\n")
            #expect(lines.contains { $0.contains(" warning certificate expires soon ") })
            #expect(lines.suffix(2).first?.contains("port \(taken.port) of '127.0.0.1' is in use") == true)
        }
    }
}
