import GIRTestSupport
import Testing

@Suite struct `girctl store` {
    private let users: UserFolder

    init() throws { users = try UserFolder() }

    @Test func `copies the store, which then is one of its own`() async throws {
        try await users.run("contact-center", "add", "Sample").succeeded()
        try await users.run("user", "add", "anna", "--password-file", "pw").succeeded()
        try await Tool("mkdir").run(["-m", "700", "copy"], in: users.folder).succeeded()
        let run = try await users.run("store", "backup", "--out", "copy/store.sqlite").succeeded()
        #expect(run.stdout == "the store is copied to 'copy/store.sqlite'\n")
        let list = try await Girctl.run(["user", "list", "--data", "copy"], in: users.folder).succeeded()
        #expect(list.stdout.hasPrefix("'anna'"))
        let again = try await users.run("store", "backup", "--out", "copy/store.sqlite")
        #expect(again.status == 73)
        let nowhere = try await users.run("store", "backup", "--out", "none/copy")
        #expect(nowhere.status == 73)
    }

    @Test func `says of a copy that the disk does not take that it is so`() async throws {
        try await users.run("contact-center", "add", "Sample").succeeded()
        let words = ["store", "backup", "--out", "copy", "--data", "data"].joined(separator: " ")
        let run = try await Tool("sh")
            .run(["-c", "ulimit -f 80; exec '\(Girctl.path)' \(words)"], in: users.folder)
        #expect(run.status == 74)
        #expect(
            run.stderr == """
                girctl: error: 'copy' cannot be written: the disk does not take it
                  hint: look for a fault of the disk, a quota or a limit on the size of files

                """
        )
        #expect(!users.folder.exists("copy") && !users.folder.exists("copy-journal"))
    }

    @Test func `checks it`() async throws {
        try await users.run("contact-center", "add", "Sample").succeeded()
        #expect(try await users.run("store", "check").succeeded().stdout == "the store in 'data' is well\n")
        #expect(try await Girctl.run(["store", "check", "--data", "none"], in: users.folder).status == 66)
    }

    @Test func `takes another key where nothing is sealed, and refuses an empty one`() async throws {
        try await users.run("contact-center", "add", "Sample").succeeded()
        let run = try await users.run("store", "rekey", "--password-file", "pw", "--new-password-file", "pw2")
            .succeeded()
        #expect(run.stdout == "0 settings are sealed with the new key\n")
        try users.folder.write("\n", to: "empty")
        #expect(
            try await users.run("store", "rekey", "--password-file", "pw", "--new-password-file", "empty").status == 64
        )
    }

    @Test func `shows on a terminal how far an import is, and nothing to who wants the result alone`() async throws {
        let folder = try TemporaryDirectory()
        var lines = [#"{"header":{"schema":"girctl.store-export/1","source":"test"}}"#]
        for number in 0..<200 {
            lines.append(
                #"{"contactCenter":{"id":"\#(number)","domain":"d\#(number)","usesConfigurationServer":false,"features":[]}}"#
            )
        }
        lines.append(#"{"end":{"recordings":0}}"#)
        try folder.write(lines.joined(separator: "\n") + "\n", to: "export.jsonl")
        let words = ["store", "import", "export.jsonl", "--data"]
        let shown = try await Terminal.run(Girctl.command(words + ["first"], in: folder), answers: [])
        #expect(shown.stdout.contains("imported bytes [########################################]"), "\(shown)")
        #expect(shown.stdout.contains("200 added, 0 were there"), "\(shown)")
        for quiet in [["--quiet"], ["--json"]] {
            let hidden = try await Terminal.run(Girctl.command(words + ["first"] + quiet, in: folder), answers: [])
            #expect(!hidden.stdout.contains("["), "\(hidden)")
        }
        let elsewhere = try await Girctl.run(words + ["first"], in: folder).succeeded()
        #expect(elsewhere.stderr == "")
    }
}
