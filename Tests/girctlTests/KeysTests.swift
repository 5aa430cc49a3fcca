import GIRTestSupport
import Testing

@Suite struct `girctl keys init` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `makes a key file for the owner alone, with its folders`() async throws {
        let run = try await Girctl.run(["keys", "init", "--key-file", "a/b/girctl.key"], in: folder).succeeded()
        #expect(run.stdout.hasPrefix("made key "))
        #expect(try folder.mode("a/b/girctl.key") == 0o600)
        #expect(try folder.mode("a/b") == 0o700)
        #expect(try folder.text("a/b/girctl.key").hasPrefix("girctl-keys v1\n"))
        let key = try #require(try folder.text("a/b/girctl.key").split(whereSeparator: \.isWhitespace).last)
        #expect(!run.description.contains(key))
    }

    @Test func `run again changes nothing and says so`() async throws {
        try await Girctl.run(["keys", "init", "--key-file", "key"], in: folder).succeeded()
        let before = try folder.files()
        let again = try await Girctl.run(["keys", "init", "--key-file", "key"], in: folder).succeeded()
        #expect(again.stdout.contains("nothing was changed"))
        #expect(try folder.files() == before)
        let json = try await Girctl.run(["keys", "init", "--key-file", "key", "--json"], in: folder).succeeded()
        #expect(json.stdout.contains(#""isNew" : false"#))
        #expect(json.stdout.contains(#""schema" : "girctl.keys-init/1""#))
    }

    @Test func `puts it where the environment says`() async throws {
        try await Girctl.run(["keys", "init"], in: folder, environment: ["GIRCTL_KEY_FILE": folder.path("k")])
            .succeeded()
        #expect(folder.exists("k"))
    }

    @Test func `uses the time it is given`() async throws {
        try await Girctl.run(
            ["keys", "init", "--key-file", "key"],
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "1700000000"]
        ).succeeded()
        #expect(try folder.text("key").contains(" 2023-11-14T22:13:20Z active "))
    }

    @Test func `leaves a file that is none alone`() async throws {
        try folder.write("precious\n", to: "key")
        let run = try await Girctl.run(["keys", "init", "--key-file", "key"], in: folder)
        #expect(run.status == 65)
        #expect(try folder.text("key") == "precious\n")
    }

    @Test func `many at once make one key`() async throws {
        let folder = folder
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await Girctl.run(["keys", "init", "--key-file", "new/key"], in: folder).succeeded().stdout
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outputs.filter { $0.hasPrefix("made key ") }.count == 1)
        #expect(try folder.files().count == 1)
    }
}
