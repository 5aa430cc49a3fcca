import GIRCommandLine
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

@Suite struct `Reading a file` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test(arguments: [0, 1, 4096, 65_535, 65_536, 65_537, 200_001, 3_000_000])
    func `gives all of its bytes`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let path = try folder.write(bytes, to: "file")
        #expect(try InputFile.read(path) == bytes)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        // As from a pipe: nobody knows the size.
        #expect(try InputFile.read(descriptor: descriptor, named: "pipe", limit: max(count, 65_536)) == bytes)
    }

    @Test func `refuses a file that is larger than memory without reading it`() throws {
        // tmpfs takes the largest offset there is; where it is not mounted, a large one will do.
        let path = access("/dev/shm", W_OK) == 0 ? "/dev/shm/girctl-test.\(getpid())" : folder.path("sparse")
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        #expect(ftruncate(descriptor, .max) == 0 || ftruncate(descriptor, 1 << 43) == 0)
        let failure = #expect(throws: CommandFailure.self) { try InputFile.read(path) }
        #expect(failure?.status == .data)
    }

    @Test func `ends at the limit of a file without an end`() {
        for limit in [0, 65_534, 65_535, 65_536, 5_000_000] {
            let failure = #expect(throws: CommandFailure.self) { try InputFile.read("/dev/zero", limit: limit) }
            #expect(failure?.status == .data)
        }
    }

    @Test func `tells a missing file, a folder and one that is too large apart`() throws {
        let cases: [(String, GIRCommandLine.ExitStatus)] = [
            (folder.path("missing"), .inputMissing), (try folder.makeFolder("folder"), .inputOutput),
            (try folder.write("12345", to: "large"), .data),
            (try folder.write("x", to: "plain") + "/below", .inputMissing),
        ]
        for (path, status) in cases {
            let failure = #expect(throws: CommandFailure.self) { try InputFile.read(path, limit: 4) }
            #expect(failure?.status == status, "\(path)")
            #expect(failure?.message.contains("'\(path)'") == true)
        }
        #expect(try InputFile.read(folder.write("1234", to: "exact"), limit: 4).count == 4)
    }

    @Test func `replaces a folder by the files in it`() throws {
        for name in ["b.yaml", "a.yml", ".hidden.yaml", "c.txt", "sub/d.yaml"] { _ = try folder.write("", to: name) }
        let found = try InputPaths.expand([folder.path, "-"], endings: [".yaml", ".yml"])
        #expect(found == [folder.path("a.yml"), folder.path("b.yaml"), "-"])
        // Nobody writes into the pipe: who opened it would wait.
        try #require(mkfifo(folder.path("pipe.yaml"), 0o600) == 0)
        try folder.makeFolder("folder.yaml")
        #expect(symlink("nowhere", folder.path("link.yaml")) == 0)
        let plain = try InputPaths.expand([folder.path], endings: [".yaml"])
        #expect(plain == ["b.yaml", "link.yaml"].map { folder.path($0) })
        let failure = #expect(throws: CommandFailure.self) {
            try InputPaths.expand([folder.makeFolder("empty")], endings: [".yaml"])
        }
        #expect(failure?.status == .inputMissing)
    }
}

@Suite struct `A password source` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test(arguments: ["secret", "secret\n", "secret\r\n", "secret\nsecond line\n"])
    func `gives the first line of a file`(text: String) throws {
        let password = try PasswordSource.file(folder.write(text, to: "password")).read(environment: [:])
        #expect(password.revealText() == "secret")
    }

    @Test func `keeps spaces, and an empty line is an empty password`() throws {
        #expect(
            try PasswordSource.file(folder.write(" a b \n", to: "p")).read(environment: [:]).revealText() == " a b "
        )
        #expect(try PasswordSource.file(folder.write("\n", to: "p")).read(environment: [:]).isEmpty)
    }

    @Test func `refuses a line that no password has`() throws {
        let long = String(repeating: "a", count: PasswordPrompt.limit + 1)
        let failure = #expect(throws: CommandFailure.self) {
            try PasswordSource.file(folder.write(long, to: "p")).read(environment: [:])
        }
        #expect(failure?.status == .usage)
        #expect(failure?.description.contains("aaaa") == false)
    }

    @Test func `reads a variable and says when it is not set`() throws {
        #expect(try PasswordSource.environment("PW").read(environment: ["PW": "x"]).revealText() == "x")
        let failure = #expect(throws: CommandFailure.self) {
            try PasswordSource.environment("PW").read(environment: [:])
        }
        #expect(failure?.status == .usage)
    }
}

@Suite struct `A password that is being set` {
    @Test(arguments: ["", "\n", "\r\nsecond line\n"])
    func `is not empty`(text: String) throws {
        let source = PasswordSource.file(try TemporaryDirectory().write(text, to: "p"))
        #expect(try source.read(environment: [:]).isEmpty)
        let failure = #expect(throws: CommandFailure.self) { try source.readNew(environment: [:]) }
        #expect(failure?.status == .usage)
    }

    @Test func `is taken where there is one`() throws {
        #expect(try PasswordSource.environment("PW").readNew(environment: ["PW": "x"]).revealText() == "x")
    }
}

@Suite struct `A password descriptor` {
    @Test func `is one that the process was given`() throws {
        let path = try TemporaryDirectory().write("secret\n", to: "p")
        let given = open(path, O_RDONLY)
        let own = open(path, O_RDONLY | O_CLOEXEC)
        let output = open(path, O_WRONLY)
        defer { for descriptor in [given, own, output] { close(descriptor) } }
        #expect(try PasswordSource.descriptor(given).read(environment: [:]).revealText() == "secret")
        for descriptor in [own, output, -1, .max] {
            let failure = #expect(throws: CommandFailure.self) {
                try PasswordSource.descriptor(descriptor).read(environment: [:])
            }
            #expect(failure?.status == .usage)
            #expect(failure?.message == "descriptor \(descriptor) is not open for reading")
        }
    }
}

@Suite struct `The arguments of a process` {
    @Test func `are text, or the first that is not is named by its number`() throws {
        #expect(CommandArguments.given.count == CommandLine.arguments.count)
        try CommandArguments.check([[0xff], Array("genkey".utf8), Array("n\u{e9}.p12".utf8), []])
        let failure = #expect(throws: CommandFailure.self) {
            try CommandArguments.check([Array("girctl".utf8), Array("genkey".utf8), [0x6e, 0xe9], [0xff]])
        }
        #expect(failure?.status == .usage)
        #expect(failure?.message == "argument 2 is not UTF-8 text")
    }
}

@Suite struct `The search for a key file` {
    @Test func `goes from the option to the environment to the folders of the system`() {
        let environment = ["GIRCTL_KEY_FILE": "/env", "CREDENTIALS_DIRECTORY": "/run/credentials/x", "HOME": "/home/a"]
        let find = { KeyFileLocator(option: $0, environment: $1, isRoot: $2).candidates }
        #expect(find("/option", environment, false) == ["/option"])
        #expect(find(nil, environment, false) == ["/env"])
        let rest = environment.filter { $0.key != "GIRCTL_KEY_FILE" }
        #expect(find(nil, rest, true) == ["/run/credentials/x/girctl.key", "/etc/girctl/key"])
        #expect(find(nil, rest, false) == ["/run/credentials/x/girctl.key", "/home/a/.config/girctl/key"])
        #expect(find(nil, ["XDG_CONFIG_HOME": "/xdg", "HOME": "/home/a"], false) == ["/xdg/girctl/key"])
    }

    @Test func `says that HOME is not set where no place is known`() throws {
        for environment in [[:], ["HOME": ""], ["HOME": "relative"]] {
            let locator = KeyFileLocator(option: nil, environment: environment, isRoot: false, home: nil)
            #expect(locator.candidates.isEmpty)
            for find in [{ try locator.locate() }, { try locator.creationPath }] {
                let failure = #expect(throws: CommandFailure.self) { _ = try find() }
                #expect(failure?.status == .inputMissing)
                #expect(failure?.message.contains("HOME is not set") == true)
                #expect(failure?.hint == "name the file with --key-file FILE")
            }
            let known = KeyFileLocator(option: nil, environment: environment, isRoot: false, home: "/home/a")
            #expect(try known.creationPath == "/home/a/.config/girctl/key")
        }
    }

    @Test func `names all places when there is none`() {
        let locator = KeyFileLocator(
            option: nil,
            environment: ["CREDENTIALS_DIRECTORY": "/no/credentials", "HOME": "/no/home"],
            isRoot: false
        )
        let failure = #expect(throws: CommandFailure.self) { try locator.locate() }
        #expect(failure?.status == .inputMissing)
        for place in locator.candidates { #expect(failure?.message.contains("'\(place)'") == true) }
        // A new key decrypts nothing.
        let texts = [[], ["a"], ["a", "b", "c", "d"]].map { keys in
            #expect(throws: CommandFailure.self) { try locator.locate(having: keys) }?.hint
        }
        let words = ["the passwords' keys", "key 'a'", "keys 'a', 'b', 'c', …"]
        #expect(texts == words.map { "name the key file that has \($0) with --key-file or GIRCTL_KEY_FILE" })
    }
}

@Suite struct `A failure` {
    @Test func `is two lines that no input can break`() {
        let failure = CommandFailure(.data, "'a\u{1b}[2J\nb' is broken", hint: "mend\r it")
        let mark = "\u{fffd}"
        #expect(failure.description == "girctl: error: 'a\(mark)[2J\(mark)b' is broken\n  hint: mend\(mark) it")
    }

    @Test(arguments: GIRCommandLine.ExitStatus.allCases)
    func `has a hint, whoever made it`(status: GIRCommandLine.ExitStatus) {
        let lines = CommandFailure(status, "it is so").description.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.last?.hasPrefix("  hint: ") == true)
    }

    @Test(arguments: PKIError.Code.allCases) func `of the cryptography has a hint`(code: PKIError.Code) {
        #expect(CommandFailure(PKIError(code, "it is so"), in: "file").hint == PKIError(code, "").remedy)
    }

    @Test(arguments: [0x1b, 0x7f, 0x85, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202e, 0x2069, 0xfeff])
    func `shows no character that a terminal obeys or that turns the text around`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(TerminalText.safe("a\(scalar)b") == "a\u{fffd}b")
    }

    @Test func `has the numbers that scripts rely on`() {
        let numbers = GIRCommandLine.ExitStatus.allCases.map(\.rawValue)
        #expect(numbers == [0, 1, 2, 3, 64, 65, 66, 69, 70, 73, 74, 75, 77, 78])
    }
}
