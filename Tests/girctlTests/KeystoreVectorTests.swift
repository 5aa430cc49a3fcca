import FoundationEssentials
import GIRTestSupport
import Testing

/// Real keystores, given to the program: status, kinds and number of entries.
@Suite(.enabled(if: Vectors.available, "GIRCTL_VECTORS names no folder"))
struct `girctl keystore list and real files` {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let type: String
        let file: String
        let storepass: String?
        let expect: String
        let entries: [Entry]?

        struct Entry: Decodable, Sendable {
            let kind: String
        }

        var testDescription: String { id }
    }

    static let vectors: [Vector] = Vectors.available ? (try? Vectors.json("keystores/manifest.json")) ?? [] : []

    private struct Listing: Decodable {
        let type: String
        let entries: [Entry]

        struct Entry: Decodable {
            let kind: String
            let visibleToJava: Bool
        }
    }

    @Test func `end as the manifest says, and show nothing of what is refused`() async throws {
        #expect(Self.vectors.count > 400)
        let folder = try TemporaryDirectory()
        for (number, vector) in Self.vectors.enumerated() {
            let file = try folder.write(Vectors.bytes("keystores/" + vector.file), to: "\(number)")
            let password = vector.storepass.map { _ in ["--password-env", "STORE_PASSWORD"] } ?? []
            let result = try await Girctl.run(
                ["keystore", "list", file, "--json"] + password,
                environment: ["STORE_PASSWORD": vector.storepass]
            )
            switch vector.expect {
            case "ok" where vector.storepass != nil:
                #expect(result.status == 0, "\(vector.id): \(result)")
                let listing = try JSONDecoder().decode(Listing.self, from: Data(result.outputBytes))
                #expect(listing.type == vector.type, "\(vector.id)")
                guard let entries = vector.entries else { continue }
                let kinds = listing.entries.filter(\.visibleToJava).map(\.kind)
                #expect(kinds.sorted() == entries.map(\.kind).sorted(), "\(vector.id)")
            case "error":
                // Without a password it is asked for, which is 64 where nobody can answer.
                #expect(
                    result.status == 65 || vector.storepass == nil && result.status == 64,
                    "\(vector.id): \(result)"
                )
                #expect(result.stdout.isEmpty, "\(vector.id)")
            default:
                #expect([0, 64, 65].contains(result.status), "\(vector.id): \(result)")
            }
        }
    }
}
