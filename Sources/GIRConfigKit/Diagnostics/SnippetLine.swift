import GIRPKI

/// A line of a source as it is shown: secrets masked, control characters replaced, cut where it is too long.
struct SnippetLine {
    /// The text to print.
    let text: String
    /// The column that each scalar of the source line is shown in, from 0; one more for the end of the line.
    private let columns: [Int]

    /// The widest part of a line that is shown.
    static let maximumWidth = 140
    private static let leadBeforeFocus = 50

    /// Makes the line.
    ///
    /// - Parameters:
    ///   - line: The line without its end.
    ///   - hidden: The scalars of secrets, as ranges that do not overlap, in order.
    ///   - focus: The scalar that must be visible where the line is cut.
    init(_ line: String, hiding hidden: [Range<Int>], focus: Int = 0) {
        var shown: [(scalar: Unicode.Scalar, column: Int)] = []
        var columns: [Int] = []
        var column = 0
        func show(_ scalar: Unicode.Scalar) {
            shown.append((scalar, column))
            column += DisplayText.width(of: scalar)
        }
        var hidden = hidden[...]
        for (index, scalar) in line.unicodeScalars.enumerated() {
            if let range = hidden.first, range.contains(index) {
                // All of a secret is one place, whatever its length.
                if index == range.lowerBound {
                    columns.append(column)
                    for dot in Secret.mask.unicodeScalars { show(dot) }
                } else {
                    columns.append(columns[columns.count - 1])
                }
                if index == range.upperBound - 1 { hidden.removeFirst() }
                continue
            }
            columns.append(column)
            show(DisplayText.replacement(of: scalar) ?? scalar)
        }
        columns.append(column)

        let start = Self.cutStart(width: column, focus: columns[min(max(focus, 0), columns.count - 1)])
        let end = start + Self.maximumWidth
        let isCutBefore = start > 0
        let isCutBehind = column > end
        let visible = shown.drop { $0.column < start }.prefix { $0.column < end }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: visible.map(\.scalar))
        self.text = (isCutBefore ? "…" : "") + String(text) + (isCutBehind ? "…" : "")
        let shift = isCutBefore ? 1 - start : 0
        self.columns = columns.map { min(max(0, $0 + shift), Self.maximumWidth + 1) }
    }

    /// Where marks go for some scalars of the line, given as they are counted in positions, from 1; never nothing.
    func marks(from start: Int, to end: Int?) -> Range<Int> {
        let last = columns.count - 1
        let first = columns[min(max(start - 1, 0), last)]
        let behind = columns[min(max((end ?? columns.count) - 1, 0), last)]
        // A place inside of a masked secret is as wide as the mask.
        return first..<max(behind, first + 1)
    }

    private static func cutStart(width: Int, focus: Int) -> Int {
        guard width > maximumWidth, focus > maximumWidth - leadBeforeFocus else { return 0 }
        return min(focus - leadBeforeFocus, width - maximumWidth)
    }
}
