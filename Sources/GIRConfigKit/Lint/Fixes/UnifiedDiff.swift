/// Shows how a source was changed, in the form of `diff -u`, its secrets masked.
public enum UnifiedDiff {
    private static let context = 3
    /// Beyond so many lines the exact difference costs more than it tells.
    private static let maximumLines = 4_000

    /// The difference of two versions of a source; empty where there is none.
    ///
    /// No line break stands at the end.
    public static func text(from old: SourceText, to new: SourceText, linter: Linter = Linter()) -> String {
        let before = Page(old, linter)
        let after = Page(new, linter)
        let changes = changes(from: before.lines, to: after.lines)
        guard !changes.isEmpty else { return "" }
        let path = DisplayText.safe(old.path)
        var lines = ["--- \(path)", "+++ \(path)"]
        for hunk in hunks(of: changes) { lines += text(of: hunk, before, after) }
        return lines.joined(separator: "\n")
    }

    /// Lines of the old version and what stands for them in the new one; both may be empty, not at once.
    private struct Change {
        var old: Range<Int>
        var new: Range<Int>
    }

    /// A source by lines, as bytes to compare and as text to show.
    private struct Page {
        let source: LintedSource
        let lines: [ArraySlice<UInt8>]

        init(_ text: SourceText, _ linter: Linter) {
            source = linter.masked(text)
            lines = (1...text.lineCount).map { text.bytes(ofLine: $0) }
        }

        /// The lines without the empty one that a line break at the end opens.
        var count: Int { lines.count - (lines.last?.isEmpty == true ? 1 : 0) }

        func shown(_ index: Int) -> String {
            let line = source.text.line(index + 1) ?? ""
            return SnippetLine(line, hiding: source.secrets.hidden(inLine: index + 1, of: source.text)).text
        }
    }

    private static func changes(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> [Change] {
        if old.count == new.count {
            return joined(old.indices.filter { old[$0] != new[$0] }.map { Change(old: $0..<$0 + 1, new: $0..<$0 + 1) })
        }
        let start = zip(old, new).prefix { $0 == $1 }.count
        let room = min(old.count, new.count) - start
        let end = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.prefix(room).count
        let (left, right) = (old[start..<old.count - end], new[start..<new.count - end])
        guard max(left.count, right.count) <= maximumLines else {
            return [Change(old: left.startIndex..<left.endIndex, new: right.startIndex..<right.endIndex)]
        }
        return joined(changes(Array(left), Array(right), at: start))
    }

    private static func changes(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>], at start: Int) -> [Change] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .insert(let offset, _, _): inserted.insert(offset)
            case .remove(let offset, _, _): removed.insert(offset)
            }
        }
        var changes: [Change] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            let (left, right) = (removed.contains(i), inserted.contains(j))
            if left || right {
                changes.append(
                    Change(old: start + i..<start + i + (left ? 1 : 0), new: start + j..<start + j + (right ? 1 : 0))
                )
            }
            i += left || !right ? 1 : 0
            j += right || !left ? 1 : 0
        }
        return changes
    }

    /// The changes with neighbours made one.
    private static func joined(_ changes: [Change]) -> [Change] {
        changes.reduce(into: []) { result, change in
            if let last = result.last, last.old.upperBound == change.old.lowerBound,
                last.new.upperBound == change.new.lowerBound
            {
                result[result.count - 1].old = last.old.lowerBound..<change.old.upperBound
                result[result.count - 1].new = last.new.lowerBound..<change.new.upperBound
            } else {
                result.append(change)
            }
        }
    }

    /// The changes that are shown together because their surroundings meet.
    private static func hunks(of changes: [Change]) -> [[Change]] {
        changes.reduce(into: []) { hunks, change in
            if let last = hunks.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
                hunks[hunks.count - 1].append(change)
            } else {
                hunks.append([change])
            }
        }
    }

    private static func text(of hunk: [Change], _ before: Page, _ after: Page) -> [String] {
        guard let first = hunk.first, let last = hunk.last else { return [] }
        let lead = min(context, first.old.lowerBound)
        let trail = max(0, min(context, before.count - last.old.upperBound))
        let old = first.old.lowerBound - lead..<last.old.upperBound + trail
        let new = first.new.lowerBound - lead..<last.new.upperBound + trail
        var lines = ["@@ -\(range(old)) +\(range(new)) @@"]
        var at = old.lowerBound
        for change in hunk {
            lines += (at..<change.old.lowerBound).map { " \(before.shown($0))" }
            lines += change.old.map { "-\(before.shown($0))" }
            lines += change.new.map { "+\(after.shown($0))" }
            at = change.old.upperBound
        }
        return lines + (at..<old.upperBound).map { " \(before.shown($0))" }
    }

    private static func range(_ lines: Range<Int>) -> String {
        lines.count == 1
            ? "\(lines.lowerBound + 1)" : "\(lines.isEmpty ? lines.lowerBound : lines.lowerBound + 1),\(lines.count)"
    }
}
