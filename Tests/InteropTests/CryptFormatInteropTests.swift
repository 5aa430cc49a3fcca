import FoundationEssentials
import GIRTestSupport
import Testing

/// docs/crypt-format.md is enough for another program: its own Python, run as it is printed, reads what girctl writes.
@Suite(.enabled(if: Tool.python3.found || Tool.required)) struct `The format of encrypted passwords` {
    private let folder: TemporaryDirectory
    private let page: String

    init() throws {
        folder = try TemporaryDirectory()
        let top = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        page = String(
            decoding: try #require(FileManager.default.contents(atPath: "/\(top)/docs/crypt-format.md")),
            as: UTF8.self
        )
        // The first block in Python is the program; its functions are used below.
        let parts = page.components(between: "```python\n", and: "```")
        try folder.write(try #require(parts.first), to: "crypt_format.py")
    }

    @Test func `is read by the page's program from what girctl writes`() async throws {
        try folder.write("correct horse\n", to: "passphrase")
        try await girctl(["keys", "init"])
        try await girctl(["keys", "add"])
        for password in ["ops", "pässwörd 🙂", String(repeating: "x", count: 64)] {
            for options in [
                [], ["--bind", "a.b"], ["--passphrase-file", "passphrase"],
                ["--bind", "a.b", "--passphrase-file", "passphrase"],
            ] {
                let value = try await girctl(["encrypt", "--password-file", "-"] + options, input: password)
                let script = """
                    from crypt_format import *
                    print(decrypt("\(value.filter { !$0.isNewline })", read_keys("key"), "a.b", "correct horse"))
                    """
                #expect(try await python(script) == password + "\n", "\(options)")
            }
        }
    }

    @Test func `is written by the page's program so that girctl reads it`() async throws {
        try folder.write("correct horse\n", to: "passphrase")
        try await girctl(["keys", "init"])
        let script = """
            from crypt_format import *
            key_id, key = list(read_keys("key").items())[-1]
            print(encrypt("pässwörd", key))
            print(encrypt("x" * 31, key, "a.b"))
            print(encrypt_with_passphrase("ops", "correct horse"))
            """
        let values = try await python(script).split(separator: "\n").map(String.init)
        #expect(try await girctl(["decrypt", values[0]]) == "pässwörd\n")
        #expect(try await girctl(["decrypt", values[1], "--bind", "a.b"]) == String(repeating: "x", count: 31) + "\n")
        #expect(try await girctl(["decrypt", values[2], "--passphrase-file", "passphrase"]) == "ops\n")
    }

    /// The rows of the page's tables: password, option, value.
    @Test func `has test vectors that girctl and the page's program read`() async throws {
        let rows = page.split(separator: "\n").filter { $0.contains("| `CRYPT:v1.") }
            .map { $0.split(separator: "|").map { $0.filter { $0 != "`" }.trimmed } }
        #expect(rows.count == 6)
        try folder.write("girctl-keys v1\n\(Self.key)\n", to: "key")
        try folder.write("correct horse\n", to: "passphrase")
        for row in rows {
            let password =
                row[0] == "(empty)" ? "" : row[0] == "32 times x" ? String(repeating: "x", count: 32) : row[0]
            let bind = row[1].isEmpty ? [] : ["--bind", row[1]]
            let read = try await girctl(["decrypt", row[2], "--passphrase-file", "passphrase"] + bind)
            #expect(read == password + "\n", "\(row)")
            let script = """
                from crypt_format import *
                print(decrypt("\(row[2])", read_keys("key"), "\(row[1])", "correct horse"))
                """
            #expect(try await python(script) == password + "\n", "\(row)")
        }
    }

    private static let key = "key 630dcd29 2025-01-31T12:34:56Z active AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    private func python(_ script: String) async throws -> String {
        try await Tool.python3.run(["-c", script], in: folder).succeeded().stdout
    }

    @discardableResult
    private func girctl(_ arguments: [String], input: String = "") async throws -> String {
        try await Girctl.run(arguments, in: folder, input: input, environment: ["GIRCTL_KEY_FILE": folder.path("key")])
            .succeeded().stdout
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    fileprivate func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let from = rest.firstRange(of: start) {
            rest = rest[from.upperBound...]
            guard let to = rest.firstRange(of: end) else { break }
            found.append(String(rest[..<to.lowerBound]))
            rest = rest[to.upperBound...]
        }
        return found
    }
}
