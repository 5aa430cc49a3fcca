import CassandraClient
import FoundationEssentials
import GIRConfigKit
import GIRLinks
import GIRPKI
import GIRTestSupport
import Testing

@testable import GIRServer

@Suite struct `The plan of a cluster` {
    private func settings(_ cluster: String, _ girctl: String = "") throws -> CassandraClient.CassandraSettings? {
        let yaml = "cassandraCluster:\n  nodes: 192.0.2.1,192.0.2.2:9999\n  keyspace: gir\n\(cluster)\(girctl)"
        let start = ServerStart(
            SourceText(path: "application.yaml", bytes: Array(yaml.utf8)),
            files: { _, _ in [] },
            keys: { _ in EncryptionKeys() },
            anchors: { _, _ in LinkAnchors(nil) },
            java: LateTrust { nil },
            openFiles: 1024,
            environment: LogLines().environment()
        )
        return try start.cluster()?.settings(now: { Date() })
    }

    @Test func `takes nodes, keyspace, data center and levels as they are written`() throws {
        let read = try #require(
            try settings(
                """
                  read_consistency_level: CL_LOCAL_ONE
                  write_consistency_level: CL_EACH_QUORUM

                """,
                "girctl:\n  cassandraPort: 9043\n  cassandraDataCenter: dc2\n"
            )
        )
        #expect(read.contactPoints.map(\.description) == ["192.0.2.1:9043", "192.0.2.2:9999"])
        #expect(read.keyspace == "gir" && read.localDataCenter == "dc2" && read.tls == nil)
        #expect(read.readConsistency == .localOne && read.writeConsistency == .eachQuorum)
        #expect(read.serialConsistency == .localSerial)
        // A node that collects garbage for three seconds is waited for, and a client not kept for longer than five.
        #expect(read.requestTime > .seconds(4) && read.requestTime < .seconds(5))
    }

    @Test(arguments: [
        ("CL_LOCAL_QUORUM", Consistency.localQuorum, Consistency.localSerial), ("CL_QUORUM", .quorum, .serial),
        ("CL_ONE", .one, .localSerial), ("CL_ALL", .all, .serial),
    ])
    func `decides conditions as far as reading reaches`(name: String, level: Consistency, serial: Consistency) throws {
        let read = try #require(try settings("  read_consistency_level: \(name)\n"))
        #expect(read.readConsistency == level && read.serialConsistency == serial)
        // Nobody is named: the cluster lets everybody in, or says that it does not.
        #expect(read.credentials == nil)
    }
}
