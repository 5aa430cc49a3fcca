import FoundationEssentials
import Testing

@testable import GIRServer

@Suite struct `Request log lines` {
    private static let record = RequestRecord(
        requestIdentifier: "request-1",
        client: "192.0.2.1",
        user: "ann",
        time: LogLines.moment,
        line: ("GET", "/api/v2/me", "HTTP/1.1"),
        status: 200,
        bytes: 34,
        referrer: "https://app.example/",
        agent: "curl/7.88.1",
        milliseconds: 5
    )

    private func line(
        _ record: RequestRecord = record,
        _ kind: RequestLogFormat.Kind = .ncsa,
        isExtended: Bool = false,
        hasLatency: Bool = true,
        zone: String = "GMT"
    ) throws -> String {
        let zone = try #require(LogTimeZone(zone))
        return RequestLogFormat(kind: kind, isExtended: isExtended, hasLatency: hasLatency, zone: zone).line(record)
    }

    @Test func `are those of the common log format`() throws {
        #expect(
            try line(hasLatency: false)
                == "192.0.2.1 - ann [15/Jun/2025:15:06:40 +0000] \"GET /api/v2/me HTTP/1.1\" 200 34\n"
        )
        #expect(
            try line(isExtended: true, zone: "GMT-03:30")
                == "192.0.2.1 - ann [15/Jun/2025:11:36:40 -0330] \"GET /api/v2/me HTTP/1.1\" 200 34 "
                + "\"https://app.example/\" \"curl/7.88.1\" 5\n"
        )
    }

    @Test func `have a dash for what is not known`() throws {
        let record = RequestRecord(requestIdentifier: "r", client: "::1", time: LogLines.moment, status: 400)
        #expect(
            try line(record, isExtended: true) == "::1 - - [15/Jun/2025:15:06:40 +0000] \"-\" 400 - \"-\" \"-\" -\n"
        )
        #expect(
            try line(record, .json)
                == #"{"ts":"2025-06-15T15:06:40.000Z","request_id":"r","src_ip":"::1","status":400}"# + "\n"
        )
    }

    @Test func `are JSON where that is asked for`() throws {
        let start =
            #"{"ts":"2025-06-15T17:06:40.000+02:00","request_id":"request-1","src_ip":"192.0.2.1","user":"ann","method":"GET","path":"/api/v2/me","protocol":"HTTP/1.1","status":200,"bytes":34"#
        #expect(try line(Self.record, .json, zone: "GMT+2") == start + ",\"latency_ms\":5}\n")
        #expect(
            try line(Self.record, .json, isExtended: true, hasLatency: false, zone: "GMT+2")
                == start + #","referrer":"https://app.example/","user_agent":"curl/7.88.1"}"# + "\n"
        )
    }

    @Test(arguments: [RequestLogFormat.Kind.ncsa, .json])
    func `stay one line with its fields, whatever a client sends`(_ kind: RequestLogFormat.Kind) throws {
        var record = Self.record
        record.user = "a b\n127.0.0.1 - root"
        record.agent = "x\" 200 1\r\n\u{1b}[2J\u{2028}\u{85}\u{202e}\\é" + String(repeating: "y", count: 10_000)
        record.line = ("GET", "/a\"\n", "HTTP/1.1")
        let text = try line(record, kind, isExtended: true)
        #expect(text.utf8.count < 5000)
        #expect(text.dropLast().utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f })
        #expect(text.hasSuffix("\n"))
        #expect(!text.unicodeScalars.contains { ["\u{2028}", "\u{85}", "\u{202e}"].contains($0) })
        if kind == .ncsa {
            #expect(
                text.hasPrefix(
                    #"192.0.2.1 - a\x20b\x0a127.0.0.1\x20-\x20root [15/Jun/2025:15:06:40 +0000] "GET /a\"\x0a HTTP/1.1" 200 34 "#
                )
            )
            #expect(text.contains(#""x\" 200 1\x0d\x0a\x1b[2J\xe2\x80\xa8"#))
        } else {
            #expect(throws: Never.self) { try JSONDecoder().decode([String: AuditValue].self, from: Data(text.utf8)) }
        }
    }
}
