import GIRConfigKit

/// A JSON object on one line, its members in the order in which they are added.
///
/// Whatever the values hold, the line stays one line that is ASCII where it matters: control characters, line separators
/// and marks of writing direction are escaped, and long values are cut.
struct JSONLine {
    private var members = ""

    /// The most characters of one value.
    static let valueLimit = 2048

    /// The object with a line end.
    var text: String { "{\(members)}\n" }

    /// Adds a text, or nothing where there is none.
    mutating func add(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        add(name, raw: "\"\(Self.escaped(value))\"")
    }

    /// Adds a number, or nothing where there is none.
    mutating func add(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        add(name, raw: "\(value)")
    }

    private mutating func add(_ name: StaticString, raw: String) {
        members += members.isEmpty ? "\"\(name)\":\(raw)" : ",\"\(name)\":\(raw)"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < valueLimit else { return result + "…" }
            count += 1
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where DisplayText.replacement(of: scalar) != nil:
                // Beyond U+FFFF a pair of surrogates (RFC 8259 §7).
                for unit in scalar.utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
