import GIRConfigKit
import Testing

@Suite struct `Plain scalars` {
    @Test(arguments: ["", "~", "null", "Null", "NULL"]) func `are null`(_ text: String) {
        #expect(YAMLScalarValue(plain: text) == .null)
    }

    @Test(arguments: ["yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"]) func `are true`(_ text: String) {
        #expect(YAMLScalarValue(plain: text) == .bool(true))
    }

    @Test(arguments: ["no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"])
    func `are false`(_ text: String) {
        #expect(YAMLScalarValue(plain: text) == .bool(false))
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("+12", 12), ("8_443", 8443), ("0123", 83), ("0_7", 7), ("00", 0), ("-017", -15),
            ("0x1F", 31), ("-0xff", -255), ("0x_a_b", 171), ("0b101", 5), ("0b_1_0", 2), ("1:30", 90),
            ("-1:01:01", -3661), ("190:20:30", 685230), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ]
    )
    func `are whole numbers`(_ text: String, _ value: Int) {
        #expect(YAMLScalarValue(plain: text) == .int(value))
    }

    @Test(
        arguments: [
            ("1.5", 1.5), ("-1.", -1), (".5", 0.5), ("+.5e3", 500), ("1e3", 1000), ("1_000.2_5", 1000.25),
            ("1.e+2", 100),
            ("6.8523015e+5", 685230.15), ("0.0", 0), ("190:20:30.15", 685230.15), (".inf", .infinity),
            ("-.INF", -.infinity), ("9223372036854775808", 9.223372036854775808e18), ("08.5", 8.5),
        ]
    )
    func `are other numbers`(_ text: String, _ value: Double) {
        #expect(YAMLScalarValue(plain: text) == .float(value))
    }

    @Test func `are no number`() {
        guard case .float(let value) = YAMLScalarValue(plain: ".nan") else {
            Issue.record(".nan is a float")
            return
        }
        #expect(value.isNaN)
    }

    @Test(
        arguments: [
            "y", "n", "Y", "tRUE", "yEs", "nULL", "08", "0o17", "0x", "0b2", "0x_", "0_", "1:60", "1:2:", ":1", "1::2",
            "0:30", "10.0.0.1", "1.5.", "1e", "e3", ".", "+", "-", "--1", "1-2", "_1", "1e3.5", "._", "2001-12-14",
            "0:1e3", "１", "1:2:3.x", "CRYPT:v1.a", "+.nan", "++1", "0x-1", "1 2", "infinity", "nan", "0x1p3", "1:+2",
        ]
    )
    func `are text`(_ text: String) {
        #expect(YAMLScalarValue(plain: text) == .string(text))
    }

    @Test func `of a megabyte are text`() {
        let text = String(repeating: "1", count: 1 << 20)
        #expect(YAMLScalarValue(plain: text) == .string(text))
    }
}
