import CassandraClient
import CassandraFake
import Glibc
import Logging

// cassandra-speed serve: a fake node that answers every prepared statement with one row; prints its port.
// cassandra-speed HOST PORT VERSION COUNT TASKS STATEMENT: executes the statement, which takes a bigint, COUNT times from
// so many tasks, and prints the seconds and the 50th and 99th percentile of the latencies in milliseconds.
let arguments = CommandLine.arguments
if arguments.dropFirst().first == "serve" {
    print(try await FakeServer.start())
    fflush(nil)
    while true { try await Task.sleep(for: .seconds(3600)) }
}
guard arguments.count == 7, let port = Int(arguments[2]), let number = UInt8(arguments[3]),
    let version = ProtocolVersion(rawValue: number), let count = Int(arguments[4]), let tasks = Int(arguments[5])
else { fatalError("cassandra-speed HOST PORT VERSION COUNT TASKS STATEMENT") }
var settings = CassandraSettings(contactPoints: [CassandraEndpoint(arguments[1], port: port)])
settings.newestVersion = version
settings.readConsistency = .localOne
settings.writeConsistency = .localOne
let session = try await CassandraSession.connect(settings, logger: Logger(label: "speed"))
let statement = try await session.prepare(arguments[6])

func run(_ count: Int) async throws -> [Duration] {
    try await withThrowingTaskGroup(of: [Duration].self) { group in
        for task in 0..<tasks {
            group.addTask {
                var latencies: [Duration] = []
                latencies.reserveCapacity(count / tasks)
                for index in 0..<(count / tasks) {
                    let start = ContinuousClock.now
                    let rows = try await session.execute(
                        statement,
                        [.int(Int64(task * 1000 + index % 1000))],
                        .idempotent
                    )
                    // What a caller does: the cells are read.
                    for row in rows { _ = try row.values() }
                    latencies.append(ContinuousClock.now - start)
                }
                return latencies
            }
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
}

_ = try await run(count / 10)
let start = ContinuousClock.now
let latencies = try await run(count).sorted()
let elapsed = ContinuousClock.now - start
await session.close()
let percentiles = [0.5, 0.99].map { latencies[Int(Double(latencies.count - 1) * $0)] / .milliseconds(1) }
print(elapsed / .seconds(1), percentiles[0], percentiles[1])
