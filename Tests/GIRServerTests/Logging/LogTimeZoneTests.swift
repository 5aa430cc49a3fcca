import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRServer

@Suite struct `Time zones of logs` {
    @Test(arguments: [
        ("GMT", 0), ("UTC", 0), ("GMT+2", 7200), ("GMT-03:30", -12_600), ("UTC+05:45", 20_700), ("GMT+18", 64_800),
    ])
    func `are fixed offsets from GMT`(_ name: String, _ offset: Int) throws {
        #expect(try #require(LogTimeZone(name)).offset(at: 1_750_000_000) == offset)
    }

    @Test(arguments: [
        "", "Europe", "Europe/", "/etc/passwd", "../../etc/passwd", "Europe/../Europe/Berlin", "Mars/Phobos", "GMT+",
        "GMT+19",
        "GMT+1:60", "GMT+1:2:3", "gmt+2", "Europe/Berlin\0", "Europe/Berlin ",
    ])
    func `are nothing else`(_ name: String) { #expect(LogTimeZone(name) == nil) }

    @Test(
        .enabled(if: Tool.python3.found || Tool.required),
        arguments: [
            "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Africa/Cairo", "America/St_Johns",
            "Pacific/Chatham", "America/Sao_Paulo", "Europe/Dublin", "Asia/Tehran", "Etc/GMT+5",
        ]
    )
    func `of the system's database agree with Python's`(_ name: String) async throws {
        // Every few weeks from 1970 on, into the time that only the rule at the end of the file knows.
        let moments = stride(from: 0, to: 4_000_000_000, by: 3_000_017).map { $0 }
        let script = """
            import sys, zoneinfo, datetime
            zone = zoneinfo.ZoneInfo(sys.argv[1])
            for line in sys.stdin:
                moment = datetime.datetime.fromtimestamp(int(line), zone)
                print(int(moment.utcoffset().total_seconds()), moment.strftime("%Y-%m-%d %H:%M:%S"))
            """
        let input = moments.map { "\($0)\n" }.joined()
        let output = try await Tool.python3.run(["-c", script, name], input: Array(input.utf8)).succeeded().stdout
        let lines = output.split(separator: "\n")
        #expect(lines.count == moments.count)
        let zone = try #require(LogTimeZone(name))
        for (moment, line) in zip(moments, lines) {
            let time = zone.time(at: Date(timeIntervalSince1970: Double(moment)))
            let day = "\(time.year)-\(CivilTime.twoDigits(time.month))-\(CivilTime.twoDigits(time.day))"
            #expect("\(zone.offset(at: moment)) \(day) \(time.clock)" == line, "\(moment)")
        }
    }

    @Test func `survive damaged files`() throws {
        guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin") else { return }
        let bytes = [UInt8](data)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            _ = LogTimeZone(file: Array(bytes.prefix(count)))?.offset(at: 1_750_000_000)
        }
        for place in 0..<bytes.count {
            var changed = bytes
            changed[place] ^= 0xff
            _ = LogTimeZone(file: changed)?.offset(at: 1_750_000_000)
        }
    }

    @Test(arguments: [
        "", "CET-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,J60,J300", "X,Y,Z",
        "CET-1CEST,M3.9223372036854775807.0,M10.5.0",
    ])
    func `have no rule where it is of another kind`(_ text: String) { #expect(DaylightRule(text) == nil) }
}
