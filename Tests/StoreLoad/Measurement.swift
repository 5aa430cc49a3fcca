import FoundationEssentials
import GIRStore
import Glibc

/// How long typical searches and insertions take in a store of some size.
struct Measurement {
    let store: SQLiteStore
    let rounds: Int

    func run() async throws {
        let newest = try await store.recordings(RecordingQuery(contactCenter: "load")).recordings.first
        let count = newest.map { Int($0.start.timeIntervalSince1970) - LoadRecording.begin + 1 } ?? 0
        let numberAndTime = try await quantiles { round in
            var query = RecordingQuery(contactCenter: "load")
            // The calls of a number on a day: one, however many there are.
            let number = round &* 48_271 % max(count, 1)
            query.caller = PhoneNumberPattern(LoadRecording.caller(number))
            query.start = Self.day(around: number)
            _ = try await store.recordings(query)
        }
        let time = try await quantiles { round in
            var query = RecordingQuery(contactCenter: "load")
            query.start = Self.day(around: round &* 48_271 % max(count, 1))
            _ = try await store.recordings(query)
        }
        let read = try await quantiles { round in
            let number = round &* 48_271 % max(count, 1)
            let hash = String(UInt64(number) &* 2_654_435_761 % 4_294_967_296, radix: 16, uppercase: true)
            let digits = String(number, radix: 16, uppercase: true)
            let id = Self.padded(hash, 8) + Self.padded(digits, 24)
            guard try await store.recording(id, of: "load") != nil else { exit(1) }
        }
        // Beside the others: what is measured next is to find the same.
        let other = ContactCenter(id: "measured", domain: "measured", usesConfigurationServer: false)
        if try await store.contactCenter(other.id) == nil { try await store.add(other) }
        let begin = ContinuousClock.now
        for number in 0..<rounds {
            let id = "measured-\(getpid())-\(number)"
            try await store.add(LoadRecording.make(count + number, id: id, of: other.id))
        }
        let elapsed = ContinuousClock.now - begin
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let report = """
            {"recordings":\(count),"numberAndTime":\(numberAndTime),"time":\(time),"read":\(read),\
            "insertionsPerSecond":\(Int(Double(rounds) / seconds)),"residentKiB":\(Self.residentKiB)}

            """
        _ = write(STDOUT_FILENO, report, report.utf8.count)
    }

    private static func day(around number: Int) -> ClosedRange<Date> {
        let middle = Date(timeIntervalSince1970: Double(LoadRecording.begin + number))
        return (middle - 43_200)...(middle + 43_200)
    }

    private static func padded(_ digits: String, _ count: Int) -> String {
        String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    /// Median and 99th percentile in microseconds.
    ///
    /// All questions are asked three times over, and of each the fastest answer counts: what other programs take from
    /// the processor meanwhile says nothing of the store.
    private func quantiles(_ body: (Int) async throws -> Void) async throws -> String {
        var times = [Int](repeating: .max, count: rounds)
        for _ in 0..<3 {
            for round in 0..<rounds {
                let begin = ContinuousClock.now
                try await body(round)
                let took = ContinuousClock.now - begin
                let microseconds = took.components.seconds * 1_000_000 + took.components.attoseconds / 1_000_000_000_000
                times[round] = min(times[round], Int(microseconds))
            }
        }
        times.sort()
        return #"{"p50":\#(times[rounds / 2]),"p99":\#(times[rounds * 99 / 100])}"#
    }

    private static var residentKiB: Int {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss
    }
}
