import Synchronization

/// The lines that go on from a line with the key of a secret, told by indentation alone; found on first use.
///
/// Where the source is not YAML there is no tree to ask: what is indented deeper than such a key belongs to it.
final class LinesBelowSecrets: Sendable {
    private let found = Mutex<[Bool]?>(nil)

    /// Whether a line is one of them.
    func contains(_ number: Int, of source: SourceText) -> Bool {
        let lines = found.withLock { found in
            if let found { return found }
            let lines = Self.find(in: source)
            found = lines
            return lines
        }
        return lines.indices.contains(number - 1) && lines[number - 1]
    }

    /// A line that the next ones may be below.
    private struct Parent {
        let line: String
        let indentation: Int
        let isBelowSecret: Bool
        /// Whether what is indented deeper is a secret; asked once, and only of a line that has such lines.
        lazy var hidesChildren =
            isBelowSecret || SecretName.valueRange(in: line) != nil || SecretName.valueRange(in: line + " .") != nil
    }

    private static func find(in source: SourceText) -> [Bool] {
        var found = Array(repeating: false, count: source.lineCount)
        // The lines around the current one, each indented deeper than the one before.
        var parents: [Parent] = []
        for index in found.indices {
            guard let line = source.line(index + 1), let indentation = indentation(of: line) else { continue }
            while let last = parents.last, last.indentation >= indentation { parents.removeLast() }
            if let last = parents.indices.last { found[index] = parents[last].hidesChildren }
            parents.append(Parent(line: line, indentation: indentation, isBelowSecret: found[index]))
        }
        return found
    }

    /// The blanks in front of a line; nil where there is nothing else.
    private static func indentation(of line: String) -> Int? {
        line.utf8.enumerated().first { !UTF8Scan.isBlank($0.element) }?.offset
    }
}
