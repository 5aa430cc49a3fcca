import Logging
import Testing

@testable import GIRServer

@Suite struct `Log line` {
    @Test func `has time, level, message and sorted pairs`() {
        let log = LogLines()
        log.logger().notice("listening", metadata: ["url": "https://localhost:9443", "address": "::"])
        #expect(log.all == ["2025-06-15T15:06:40.000Z notice listening address=:: url=https://localhost:9443\n"])
    }

    @Test func `stays one line whatever the values hold`() {
        let log = LogLines()
        log.logger().info("a\nb", metadata: ["x": "1\r\n2026 info forged", "y": "say \"no\"", "z": "", "q": "a=b"])
        #expect(
            log.all == [
                #"2025-06-15T15:06:40.000Z info a\u{a}b q="a=b" x="1\u{d}\u{a}2026 info forged" y="say \"no\"" z="""#
                    + "\n"
            ]
        )
    }

    @Test func `has no mark that turns the text around`() {
        let log = LogLines()
        log.logger().info("m", metadata: ["x": "a\u{61c}\u{200f}\u{feff}\u{202e}b"])
        #expect(log.all[0].hasSuffix(#" x="a\u{61c}\u{200f}\u{feff}\u{202e}b""# + "\n"))
    }

    @Test func `cuts long values`() {
        let log = LogLines()
        log.logger().info("m", metadata: ["x": "\(String(repeating: "a", count: 5000))"])
        #expect(log.all[0].utf8.count < 2200)
        #expect(log.all[0].hasSuffix("a…\n"))
    }

    @Test func `is not written below its level`() {
        let log = LogLines()
        log.logger(level: .warning).info("m")
        #expect(log.all.isEmpty)
    }
}
