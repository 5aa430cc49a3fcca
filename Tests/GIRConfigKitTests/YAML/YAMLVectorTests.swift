import FoundationEssentials
import GIRConfigKit
import Testing

/// The cases of public YAML test suites, read from the folder that `GIRCTL_VECTORS` names.
enum YAMLVectors {
    struct Peer: Decodable {
        let result: String
        let documents: Int?
        let line: Int?
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let file: String
        let valid: Bool
        let peers: [String: Peer]
        var testDescription: String { id }

        private func peer(_ prefix: String) -> Peer? { peers.first { $0.key.hasPrefix(prefix) }?.value }

        /// libyaml's verdict.
        ///
        /// Where its parser and its composer differ, it is about anchors: one that is defined twice
        /// is fine by YAML, an alias without one is not, and `valid` knows which.
        var libyaml: Peer? {
            guard let parse = peer("libyaml-parse"), let compose = peer("libyaml-compose") else { return nil }
            return parse.result == compose.result || valid ? parse : compose
        }
    }

    static let folder = ProcessInfo.processInfo.environment["GIRCTL_VECTORS"].map { $0 + "/yaml/" }

    static let cases: [Case] = {
        guard let folder, let manifest = FileManager.default.contents(atPath: folder + "manifest.json") else {
            return []
        }
        return (try? JSONDecoder().decode([Case].self, from: manifest)) ?? []
    }()

    static func source(_ file: String) throws -> SourceText {
        let path = (folder ?? "") + file
        return SourceText(path: path, bytes: Array(try #require(FileManager.default.contents(atPath: path))))
    }
}

@Suite(.enabled(if: YAMLVectors.folder != nil, "set GIRCTL_VECTORS to the folder with the public test vectors"))
struct `YAML vectors` {
    @Test func `are there`() {
        #expect(YAMLVectors.cases.count >= 660)
    }

    @Test(arguments: YAMLVectors.cases) func `get libyaml's verdict`(_ vector: YAMLVectors.Case) throws {
        let expected = try #require(vector.libyaml)
        let source = try YAMLVectors.source(vector.file)
        let stream = YAMLComposer.compose(source)
        let failure = stream.failure.map(String.init(describing:)) ?? "no failure"
        #expect((stream.failure == nil ? "ok" : "error") == expected.result, "\(failure)")
        if let documents = expected.documents { #expect(stream.documents.count == documents) }
        #expect(stream.misplaced(in: source) == [])
    }
}
