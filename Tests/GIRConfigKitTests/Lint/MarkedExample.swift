import FoundationEssentials
import GIRConfigKit

/// A source with `⟦` and `⟧` around the places that a rule is to report.
struct MarkedExample {
    /// The source without the marks.
    let text: String
    /// The marked places as ranges of bytes.
    let ranges: [Range<Int>]
    /// What the file is called.
    let path: String

    /// The files of an example of a rule: each line `# file: …` begins another.
    static func files(_ marked: String, of rule: Rule) -> [MarkedExample] {
        let usual = rule.kinds == [.cassandra] ? "cassandra.yaml" : "/etc/rws/application.yaml"
        let mark = "# file: "
        guard marked.hasPrefix(mark) else { return [MarkedExample(marked, path: usual)] }
        return "\n\(marked)".components(separatedBy: "\n\(mark)").dropFirst().map { part in
            let end = part.firstIndex(of: "\n") ?? part.endIndex
            let text = part[end...].dropFirst()
            return MarkedExample(text.hasSuffix("\n") ? String(text) : text + "\n", path: String(part[..<end]))
        }
    }

    init(_ marked: String, path: String = "/etc/rws/application.yaml") {
        var text = String.UnicodeScalarView()
        var ranges: [Range<Int>] = []
        var start: Int?
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦": start = String(text).utf8.count
            case "⟧": if let begin = start { ranges.append(begin..<String(text).utf8.count) }
            default: text.append(scalar)
            }
        }
        self.text = String(text)
        self.ranges = ranges
        self.path = path
    }

    /// The example with another text before it.
    func prefixed(by prefix: String) -> MarkedExample {
        let length = prefix.utf8.count
        return MarkedExample(prefix + text, ranges.map { $0.lowerBound + length..<$0.upperBound + length }, path)
    }

    /// The example with CR LF for each line end.
    var withCRLF: MarkedExample {
        let bytes = Array(text.utf8)
        func moved(_ offset: Int) -> Int { offset + bytes[..<offset].count { $0 == 0x0A } }
        return MarkedExample(
            text.replacing("\n", with: "\r\n"),
            ranges.map { moved($0.lowerBound)..<moved($0.upperBound) },
            path
        )
    }

    /// The source for the linter.
    var source: SourceText { SourceText(path: path, bytes: Array(text.utf8)) }

    private init(_ text: String, _ ranges: [Range<Int>], _ path: String) {
        self.text = text
        self.ranges = ranges
        self.path = path
    }
}
