import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `A description of a cluster` {
    private func members(_ text: String) throws -> [ClusterMember] {
        try ClusterFile.members(of: SourceText(path: "cluster.yaml", bytes: Array(text.utf8)))
    }

    @Test func `has nodes with their addresses, and clients`() throws {
        let found = try members(
            "clients: [gir, reports]\nnodes:\n  n1: 10.0.0.1\n  n2: [n2.example.com, 10.0.0.2]\n  n3.example.com:\n"
        )
        #expect(found.map(\.name) == ["n1", "n2", "n3.example.com", "gir", "reports"])
        #expect(
            found.map { $0.addresses.map(\.description) } == [
                ["ip:10.0.0.1"], ["dns:n2.example.com", "ip:10.0.0.2"], ["dns:n3.example.com"], [], [],
            ]
        )
        #expect(found[1].host == "n2.example.com")
    }

    @Test func `may list nodes as the command line does`() throws {
        let found = try members("nodes: ['n1=10.0.0.1+::1', n2.example.com]\nclients: gir\n")
        #expect(
            found.map { $0.addresses.map(\.description) } == [["ip:10.0.0.1", "ip:::1"], ["dns:n2.example.com"], []]
        )
    }

    @Test(arguments: [
        ("nodes:\n  n1: 10.0.0.300\n", 2, 3), ("nodes:\n  ../n1: 10.0.0.1\n", 2, 3), ("nodes: []\n", 1, 8),
        ("nodes:\n  n1: 10.0.0.1\nclient: gir\n", 3, 1), ("nodes:\n  n1: {a: b}\n", 2, 7),
        ("nodes:\n  n1: 10.0.0.1\nclients: [a b]\n", 3, 11), ("nodes: [[n1]]\n", 1, 9),
    ])
    func `with a fault says where it is`(text: String, line: Int, column: Int) {
        let error = #expect(throws: ConfigError.self) { try members(text) }
        #expect(error?.code == .invalidMember)
        #expect(error?.place?.span.start.line == line, "\(String(describing: error))")
        #expect(error?.place?.span.start.column == column, "\(String(describing: error))")
    }

    @Test(arguments: ["", "- n1\n", "nodes: [\n", "\t\n", "a: b\n---\nc: d\n"])
    func `that is none is refused`(text: String) {
        #expect(throws: ConfigError.self) { try members(text) }
    }
}
