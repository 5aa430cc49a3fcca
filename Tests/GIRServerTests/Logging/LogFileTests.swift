import FoundationEssentials
import GIRTestSupport
import Glibc
import Synchronization
import Testing

@testable import GIRServer

/// A clock that a test moves.
private final class TestClock: Sendable {
    private let moment: Mutex<Date>
    init(_ date: Date = LogLines.moment) { moment = Mutex(date) }
    var now: @Sendable () -> Date { { self.moment.withLock { $0 } } }
    func advance(days: Double) { moment.withLock { $0 += days * 86_400 } }
}

@Suite struct `Log files` {
    private func writer(
        _ name: String,
        in folder: TemporaryDirectory,
        clock: TestClock = TestClock(),
        appends: Bool = true,
        retainDays: Int = 0,
        capacity: Int = 1 << 20,
        pattern: DatePattern = .standard,
        zone: LogTimeZone = .utc,
        log: LogLines = LogLines()
    ) throws -> LogWriter {
        let name = LogFileName(folder: folder.path, name: name, pattern: pattern, zone: zone)
        let file = LogFile(name, appends: appends, retainDays: retainDays, now: clock.now)
        return try LogWriter(file, capacity: capacity, retry: .milliseconds(10), logger: log.logger())
    }

    private func names(_ folder: TemporaryDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func text(_ name: String, _ folder: TemporaryDirectory) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)")), as: UTF8.self)
    }

    @Test func `have the date in their name, in the zone and the form that are asked for`() async throws {
        let folder = try TemporaryDirectory()
        let late = TestClock(Date(timeIntervalSince1970: 1_750_028_400))
        for (zone, pattern) in [("GMT", "yyyy_MM_dd"), ("GMT+2", "dd.MM.yyyy"), ("GMT-2", "yyyyMMdd")] {
            let zone = try #require(LogTimeZone(zone))
            let pattern = try #require(DatePattern(pattern))
            try writer("a.yyyy_mm_dd.log", in: folder, clock: late, pattern: pattern, zone: zone).write("x\n")
        }
        #expect(try names(folder) == ["a.16.06.2025.log", "a.20250615.log", "a.2025_06_15.log"])
    }

    @Test(arguments: [
        "", "yyyy", "yyyy-MM", "yyyy_MM_dd_HH", "yy_MM_dd", "EEE yyyy_MM_dd", "yyyy/MM/dd", "yyyy_MM_dd_dd",
        "yyyy''MM_dd",
    ])
    func `have no date of a form that does not name a day`(_ pattern: String) { #expect(DatePattern(pattern) == nil) }

    @Test func `are for their owner and group only, and hold whole lines`() async throws {
        let folder = try TemporaryDirectory()
        let writer = try writer("request.log", in: folder)
        for number in 0..<1000 { writer.write("line \(number)\n") }
        await writer.flush()
        #expect(try text("request.log", folder) == (0..<1000).map { "line \($0)\n" }.joined())
        var status = stat()
        #expect(lstat("\(folder.path)/request.log", &status) == 0)
        #expect(status.st_mode & 0o137 == 0)
    }

    @Test func `change with the day, and old ones go`() async throws {
        let folder = try TemporaryDirectory()
        let others = [
            "2025_03_16.request.log", "2025_03_17.request.log", "2025_03_16.request.log.120000000",
            "2020_01_01.request.log",
            "2020_01_01.request.log.gz", "2020_01_01.other.log", "x2020_01_01.request.log", "2020_13_01.request.log",
        ]
        for name in others { try folder.write("old\n", to: name) }
        #expect(mkdir("\(folder.path)/2019_01_01.request.log", 0o700) == 0)
        let clock = TestClock()
        let writer = try writer("yyyy_mm_dd.request.log", in: folder, clock: clock, retainDays: 90)
        writer.write("today\n")
        await writer.flush()
        let kept = [
            "2019_01_01.request.log", "2020_01_01.other.log", "2020_01_01.request.log.gz", "2020_13_01.request.log",
            "2025_03_17.request.log", "2025_06_15.request.log", "x2020_01_01.request.log",
        ]
        #expect(try names(folder) == kept)
        clock.advance(days: 1)
        writer.write("tomorrow\n")
        await writer.flush()
        #expect(try names(folder).contains("2025_06_16.request.log"))
        #expect(try !names(folder).contains("2025_03_17.request.log"))
        #expect(try text("2025_06_15.request.log", folder) == "today\n")
        #expect(try text("2025_06_16.request.log", folder) == "tomorrow\n")
    }

    @Test func `go on after a restart, or make room under another name`() async throws {
        let folder = try TemporaryDirectory()
        for (line, appends) in [("a\n", true), ("b\n", true), ("c\n", false)] {
            let writer = try writer("request.log", in: folder, appends: appends)
            writer.write(line)
            await writer.flush()
        }
        #expect(try names(folder) == ["request.log", "request.log.150640000"])
        #expect(try text("request.log", folder) == "c\n")
        #expect(try text("request.log.150640000", folder) == "a\nb\n")
    }

    @Test func `lose no line when they are moved away while many write`() async throws {
        let folder = try TemporaryDirectory()
        let writer = try writer("request.log", in: folder, capacity: 16 << 20)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<5000 {
                        writer.write("\(task) \(number)\n")
                        guard number % 1000 == 500 else { continue }
                        await writer.flush()
                        rename("\(folder.path)/request.log", "\(folder.path)/request.log.\(task).\(number)")
                    }
                }
            }
        }
        await writer.flush()
        let files = try names(folder)
        #expect(files.count > 5)
        let lines = try files.flatMap { try text($0, folder).split(separator: "\n") }
        #expect(lines.count == 40_000)
        #expect(Set(lines).count == 40_000)
    }

    @Test func `make nobody wait for a disk that is full, count what is lost, and go on`() async throws {
        let folder = try TemporaryDirectory()
        let log = LogLines()
        let writer = try writer("request.log", in: folder, capacity: 100, log: log)
        // A folder in the file's place: nothing can be written until it is gone.
        unlink("\(folder.path)/request.log")
        mkdir("\(folder.path)/request.log", 0o700)
        let before = LogWriter.linesDropped.load(ordering: .relaxed)
        for number in 10..<60 { writer.write("line \(number)\n") }
        // Other tests lose lines at the same time.
        #expect(LogWriter.linesDropped.load(ordering: .relaxed) >= before + 38)
        await writer.flush()
        #expect(log.all.contains { $0.contains("error log cannot be written, lines wait") })
        rmdir("\(folder.path)/request.log")
        await writer.flush()
        #expect(try text("request.log", folder) == (10..<22).map { "line \($0)\n" }.joined())
        #expect(log.all.contains { $0.contains("notice log is written again") })
        #expect(log.all.contains { $0.contains("warning log lines were lost lines=38") })
        #expect(log.all.filter { $0.contains("cannot be written") }.count == 1)
    }

    @Test func `are refused at the start where they cannot be`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("x", to: "target")
        symlink("target", "\(folder.path)/link.log")
        mkdir("\(folder.path)/folder.log", 0o700)
        mkfifo("\(folder.path)/pipe.log", 0o600)
        for name in ["link.log", "folder.log", "pipe.log", "missing/request.log"] {
            let error = #expect(throws: ServerError.self) { _ = try writer(name, in: folder) }
            #expect(error?.code == .cannotWriteLog)
            #expect(error?.reason.contains("the log '\(folder.path)/\(name)' cannot be written: ") == true)
        }
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0)) func `report what the disk says`() async throws {
        var file = LogFile(LogFileName(folder: "/dev", name: "full"), now: { LogLines.moment })
        let error = #expect(throws: LogFile.Failure.self) { _ = try file.write([0x0a]) }
        #expect(error?.reason == "it is no regular file")
    }
}
