import FoundationEssentials
import GIRStore
import Glibc

// A program on the store alone, for tests that kill it and benchmarks that measure it.
//
//   StoreLoad insert FOLDER PREFIX        adds recordings until it is killed; prints the id of each once it is kept
//   StoreLoad fill FOLDER COUNT           adds as many at once, by SQL
//   StoreLoad measure FOLDER ROUNDS       prints how long searches and insertions take, as JSON

let arguments = CommandLine.arguments
guard arguments.count == 4 else { exit(64) }
let folder = arguments[2]
let store = try SQLiteStore.open(folder: folder)
let center = ContactCenter(id: "load", domain: "load", usesConfigurationServer: false)
if try await store.contactCenter(center.id) == nil { try await store.add(center) }

switch arguments[1] {
case "insert": try await Insertion(store: store, prefix: arguments[3]).runForEver()
case "fill": try LoadFilling.fill(folder, contactCenter: center.id, count: Int(arguments[3]) ?? 0)
case "measure": try await Measurement(store: store, rounds: Int(arguments[3]) ?? 1000).run()
default: exit(64)
}

/// Recordings as a busy site has them: 200 000 callers, 500 numbers that are dialed, one call a second.
enum LoadRecording {
    static let begin = 1_600_000_000

    static func caller(_ number: Int) -> String { "1555\(1_000_000 + number &* 7919 % 200_000)" }
    static func dialed(_ number: Int) -> String { "8\(100 + number &* 31 % 500)" }

    static func make(_ number: Int, id: String, of contactCenter: String = "load") -> Recording {
        let start = Date(timeIntervalSince1970: Double(begin + number))
        return Recording(
            id: id,
            contactCenter: contactCenter,
            callerPhoneNumber: caller(number),
            dialedPhoneNumber: dialed(number),
            start: start,
            stop: start + 240,
            agents: ["agent\(number % 800)"],
            document: document(id)
        )
    }

    static func document(_ id: String) -> String {
        #"{"id":"\#(id)","mediaFiles":[{"mediaId":"\#(id).mp3","type":"audio/mp3","duration":"240000","size":"960000"}]}"#
    }
}

struct Insertion {
    let store: SQLiteStore
    let prefix: String

    /// Four at a time, as from several recorders.
    func runForEver() async throws {
        try await withThrowingTaskGroup { group in
            for worker in 0..<4 {
                group.addTask {
                    var number = 0
                    while true {
                        let id = "\(prefix)-\(worker)-\(number)"
                        try await store.add(LoadRecording.make(number, id: id))
                        // One write a line: what is in the pipe when the process is killed is whole.
                        let line = Array("\(id)\n".utf8)
                        guard write(STDOUT_FILENO, line, line.count) == line.count else { exit(1) }
                        number += 1
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
