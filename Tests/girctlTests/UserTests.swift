import FoundationEssentials
import GIRTestSupport
import Glibc
import Testing

/// A data folder of its own, and the commands on it.
struct UserFolder {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("correct horse battery\n", to: "pw")
        try folder.write("another horse battery\n", to: "pw2")
    }

    func run(_ arguments: String..., input: String = "") async throws -> CommandResult {
        try await Girctl.run(arguments + ["--data", "data"], in: folder, input: input)
    }

    func json<Value: Decodable>(_ type: Value.Type, _ arguments: [String]) async throws -> Value {
        let result = try await Girctl.run(arguments + ["--data", "data", "--json"], in: folder).succeeded()
        return try JSONDecoder().decode(type, from: Data(result.stdout.utf8))
    }

    struct User: Decodable, Equatable {
        let id: String
        let userName: String
        let firstName: String
        let lastName: String
        let contactCenter: String
        let roles: [String]
        let permissions: [String]
        let enabled: Bool
        let hasPassword: Bool
        let changePasswordOnFirstLogin: Bool
    }

    struct UserResult: Decodable {
        let schema: String
        let user: User
        let changed: Bool
    }

    struct UserListResult: Decodable {
        let schema: String
        let users: [User]
    }

    func users() async throws -> [User] { try await json(UserListResult.self, ["user", "list"]).users }
}

@Suite struct `girctl user` {
    private let users: UserFolder

    init() throws { users = try UserFolder() }

    private func withAnna() async throws {
        try await users.run("contact-center", "add", "Sample").succeeded()
        try await users.run("user", "add", "anna@example.com", "--password-file", "pw").succeeded()
    }

    @Test func `adds a user, whom list shows without the password`() async throws {
        try await users.run("contact-center", "add", "Sample").succeeded()
        let added = try await users.json(
            UserFolder.UserResult.self,
            [
                "user", "add", "anna@example.com", "--role", "supervisor", "--role", "agent", "--permission",
                "add-label", "--first-name", "Zoë", "--last-name", "O'Hara", "--password-file", "pw",
                "--change-password",
            ]
        )
        #expect(added.schema == "girctl.user-add/1")
        #expect(added.changed)
        #expect(added.user.id.count == 32)
        #expect(added.user.contactCenter == "Sample")
        #expect(added.user.roles == ["agent", "supervisor"])
        #expect(added.user.permissions == ["RECORDING_PERMISSION_ADD_LABEL"])
        #expect(added.user.enabled && added.user.hasPassword && added.user.changePasswordOnFirstLogin)
        #expect(try await users.users() == [added.user])
        let list = try await users.run("user", "list").succeeded()
        #expect(
            list.stdout
                == "'anna@example.com'  (Zoë O'Hara)  in 'Sample'  agent,supervisor  permissions 1  has to change the password\n"
        )
    }

    @Test func `keeps no password, only its verifier, in files of the owner alone`() async throws {
        try await withAnna()
        for (name, file) in try users.folder.files() where name.hasPrefix("data/") {
            #expect(file.mode == 0o600, "\(name)")
            #expect(!file.bytes.contains(sequence: Array("correct horse".utf8)), "\(name)")
        }
        #expect(try users.folder.mode("data") == 0o700)
        #expect(try users.folder.bytes("data/store.sqlite").contains(sequence: Array("$scrypt$ln=15,r=8,p=3$".utf8)))
    }

    @Test func `makes an agent of whom no role is named`() async throws {
        try await withAnna()
        let anna = try #require(try await users.users().first)
        #expect(anna.roles == ["agent"])
        #expect(anna.permissions.isEmpty && !anna.changePasswordOnFirstLogin)
    }

    @Test func `disables, enables and removes, and says where nothing changed`() async throws {
        try await withAnna()
        for (word, isEnabled) in [("disable", false), ("enable", true)] {
            let first = try await users.run("user", word, "ANNA@example.com").succeeded()
            #expect(first.stdout.hasPrefix("user 'anna@example.com' is \(word)d"))
            #expect(try await users.users().first?.enabled == isEnabled)
            let again = try await users.run("user", word, "anna@example.com").succeeded()
            #expect(again.stdout.contains("nothing was changed"))
        }
        try await users.run("user", "remove", "anna@example.com").succeeded()
        #expect(try await users.users().isEmpty)
        let gone = try await users.run("user", "remove", "anna@example.com")
        #expect(gone.status == 64)
        #expect(gone.stderr == "girctl: error: there is no user 'anna@example.com'\n  hint: see: girctl user list\n")
    }

    @Test func `gives another password, also from a prompt, and says that sessions end`() async throws {
        try await withAnna()
        let before = try users.folder.bytes("data/store.sqlite")
        let run = try await users.run("user", "passwd", "anna@example.com", "--password-file", "pw2").succeeded()
        #expect(run.stdout == "user 'anna@example.com' has a new password, and no sessions\n")
        #expect(try users.folder.bytes("data/store.sqlite") != before)
        let prompted = try await users.run("user", "passwd", "anna@example.com")
        #expect(prompted.status == 64)
        #expect(prompted.stderr.contains("--password-file"))
    }

    @Test func `changes names, roles and permissions, and takes all permissions away`() async throws {
        try await withAnna()
        let changed = try await users.json(
            UserFolder.UserResult.self,
            [
                "user", "set", "anna@example.com", "--new-name", "berta", "--role", "admin", "--permission",
                "apply-non-delete", "--permission", "unapply-non-delete",
            ]
        )
        #expect(changed.user.userName == "berta")
        #expect(changed.user.roles == ["admin"])
        #expect(
            changed.user.permissions == [
                "RECORDING_PERMISSION_APPLY_NON_DELETE", "RECORDING_PERMISSION_UNAPPLY_NON_DELETE",
            ]
        )
        try await users.run("user", "set", "berta", "--permission", "none").succeeded()
        let berta = try #require(try await users.users().first)
        #expect(berta.permissions.isEmpty && berta.roles == ["admin"])
    }

    @Test(arguments: [
        "add-label-definition", "delete-label-definition", "add-label", "delete-label", "apply-non-delete",
        "unapply-non-delete",
    ])
    func `knows each permission`(_ permission: String) async throws {
        try await withAnna()
        try await users.run("user", "set", "anna@example.com", "--permission", permission).succeeded()
        #expect(try await users.users().first?.permissions.count == 1)
    }

    @Test func `refuses names that are taken, empty or cannot log in, and passwords that are too short`() async throws {
        try await withAnna()
        try users.folder.write("short\n", to: "short")
        let refused: [([String], String)] = [
            (
                ["Anna@EXAMPLE.com", "--password-file", "pw"],
                "the name 'Anna@EXAMPLE.com' is taken, by a user or by the operations account"
            ),
            (["", "--password-file", "pw"], "the user name is empty"),
            ([" ", "--password-file", "pw"], "the user name is blank"),
            (["\u{a0}\u{2003}", "--password-file", "pw"], "the user name is blank"),
            ([" berta", "--password-file", "pw"], "the user name ' berta' begins or ends with a blank"),
            (["berta\u{a0}", "--password-file", "pw"], "begins or ends with a blank"),
            (["berta\n", "--password-file", "pw"], "has control characters"),
            (["a:b", "--password-file", "pw"], "has a colon"),
            (["a\u{1}b", "--password-file", "pw"], "has control characters"),
            ([String(repeating: "x", count: 256), "--password-file", "pw"], "has 256 bytes"),
            (["berta", "--password-file", "short"], "a password of 5 bytes, expected 8 to 1024"),
            (["berta", "--password-file", "pw", "--contact-center", "other"], "there is no contact center 'other'"),
            (["berta", "--password-file", "pw", "--role", "king"], "king"),
        ]
        for (arguments, reason) in refused {
            let result = try await Girctl.run(["user", "add"] + arguments + ["--data", "data"], in: users.folder)
            #expect(result.status == 64, "\(result)")
            #expect(result.stderr.contains(reason), "\(result)")
            #expect(result.stdout.isEmpty)
            // The parser's own errors have the usage beside them.
            #expect(reason == "king" || result.stderr.split(separator: "\n").count == 2, "\(result)")
        }
        #expect(try await users.users().count == 1)
        let renamed = try await users.run("user", "set", "anna@example.com", "--new-name", "anna ")
        #expect(renamed.status == 64)
    }

    @Test func `adds none where the users are those of Configuration Server`() async throws {
        try await users.run("contact-center", "add", "Central", "--users", "configuration-server").succeeded()
        let result = try await users.run("user", "add", "anna", "--password-file", "pw")
        #expect(result.status == 64)
        #expect(result.stderr.contains("the users of contact center 'Central' are those of Configuration Server"))
        #expect(try await users.users().isEmpty)
    }

    @Test func `needs a store, and a contact center to be named where there are several`() async throws {
        let none = try await users.run("user", "add", "anna", "--password-file", "pw")
        #expect(none.status == 66)
        #expect(none.stderr.contains("there is no store in 'data'"))
        #expect(none.stderr.contains("girctl contact-center add NAME"))
        #expect(!users.folder.exists("data"))
        for name in ["One", "Two"] { try await users.run("contact-center", "add", name).succeeded() }
        let two = try await users.run("user", "add", "anna", "--password-file", "pw")
        #expect(two.status == 64)
        #expect(two.stderr.contains("there are 2 contact centers"))
        try await users.run("user", "add", "anna", "--password-file", "pw", "--contact-center", "two").succeeded()
        #expect(try await users.users().map(\.contactCenter) == ["Two"])
        #expect(try await users.run("user", "list", "--contact-center", "One").succeeded().stdout.isEmpty)
    }

    @Test func `refuses a store that others can read, that is damaged, or that is of another program`() async throws {
        try await withAnna()
        chmod(users.folder.path("data/store.sqlite"), 0o644)
        let readable = try await users.run("user", "list")
        #expect(readable.status == 77)
        #expect(readable.stderr.contains("chmod 600"))
        try users.folder.write(String(repeating: "no database", count: 1000), to: "data/store.sqlite")
        let damaged = try await users.run("user", "list")
        #expect(damaged.status == 65)
        #expect(damaged.stderr.contains("is damaged"))
    }

    @Test func `finds the data folder where the environment says`() async throws {
        for (name, place) in [("GIRCTL_DATA", "one"), ("STATE_DIRECTORY", "two"), ("XDG_DATA_HOME", "three")] {
            var environment: [String: String?] = ["GIRCTL_DATA": nil, "HOME": users.folder.path]
            environment[name] = users.folder.path(place)
            // Root's own place is the same in every environment.
            if name == "XDG_DATA_HOME", geteuid() == 0 { continue }
            try await Girctl.run(["contact-center", "add", "X"], in: users.folder, environment: environment).succeeded()
            let folder = name == "XDG_DATA_HOME" ? "\(place)/girctl" : place
            #expect(users.folder.exists("\(folder)/store.sqlite"))
        }
    }
}

@Suite struct `girctl contact-center` {
    private let users: UserFolder

    init() throws { users = try UserFolder() }

    private struct Result: Decodable {
        let schema: String
        let contactCenters: [One]

        struct One: Decodable, Equatable {
            let id: String
            let domain: String
            let usesConfigurationServer: Bool
            let features: [String]
        }
    }

    @Test func `adds, changes and lists`() async throws {
        let added = try await users.json(
            Result.self,
            ["contact-center", "add", "Sample", "--users", "configuration-server", "--feature", "b", "--feature", "a"]
        )
        #expect(added.schema == "girctl.contact-center-add/1")
        let sample = try #require(added.contactCenters.first)
        #expect(sample.usesConfigurationServer)
        #expect(sample.features == ["a", "b"])
        try await users.run(
            "contact-center",
            "set",
            sample.id,
            "--new-name",
            "Other",
            "--users",
            "rws",
            "--no-feature",
            "a"
        ).succeeded()
        let list = try await users.json(Result.self, ["contact-center", "list"])
        #expect(
            list.contactCenters == [
                Result.One(id: sample.id, domain: "Other", usesConfigurationServer: false, features: ["b"])
            ]
        )
        let text = try await users.run("contact-center", "list").succeeded()
        #expect(text.stdout == "'Other'  \(sample.id)  users of its own  b\n")
    }

    @Test func `refuses a name that is taken or has a period`() async throws {
        try await users.run("contact-center", "add", "Sample").succeeded()
        let taken = try await users.run("contact-center", "add", "SAMPLE")
        #expect(taken.status == 64)
        #expect(taken.stderr.contains("there is a contact center 'SAMPLE' already"))
        for (name, reason) in [
            ("", "is empty"), (" ", "is blank"), ("Other ", "begins or ends with a blank"), ("a\tb", "has control"),
        ] {
            let refused = try await users.run("contact-center", "add", name)
            #expect(refused.status == 64)
            #expect(refused.stderr.contains("the name of the contact center") && refused.stderr.contains(reason))
            #expect(refused.stderr.split(separator: "\n").count == 2, "\(refused)")
        }
        let feature = try await users.run("contact-center", "set", "Sample", "--feature", " ")
        #expect(feature.status == 64)
        #expect(feature.stderr.contains("the feature is blank"))
        let period = try await users.run("contact-center", "add", "example.com")
        #expect(period.status == 64)
        #expect(period.stderr.contains("has a period"))
    }
}

extension [UInt8] {
    fileprivate func contains(sequence: [UInt8]) -> Bool { indices.contains { self[$0...].starts(with: sequence) } }
}
