/// An alias in the form in which Java compares and stores them: lower case, scalar by scalar.
///
/// Not a `String`, which holds a letter with a combining accent and the accented letter to be equal.
struct FoldedAlias: Hashable {
    /// The alias as Java stores it.
    let text: String

    init(_ alias: String) { text = Self.lowercased(alias) }

    static func == (left: FoldedAlias, right: FoldedAlias) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    private static let capitalSigma: Unicode.Scalar = "\u{3a3}"

    // As Java's toLowerCase(Locale.ENGLISH), which differs from Swift's in the sigma that ends a word (SpecialCasing.txt).
    private static func lowercased(_ alias: String) -> String {
        guard alias.unicodeScalars.contains(capitalSigma) else { return alias.lowercased() }
        let scalars = Array(alias.unicodeScalars)
        var folded = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar == capitalSigma, endsWord(scalars, at: index) {
                folded.unicodeScalars.append("\u{3c2}")
            } else {
                folded += scalar.properties.lowercaseMapping
            }
        }
        return folded
    }

    /// Whether a cased letter of the same word stands before the position and none behind it.
    private static func endsWord(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        func hasLetter(_ positions: some Sequence<Int>) -> Bool {
            for position in positions {
                guard isInWord(scalars, position) else { return false }
                if scalars[position].properties.isCased { return true }
            }
            return false
        }
        return hasLetter((0..<index).reversed()) && !hasLetter(index + 1..<scalars.count)
    }

    // The words of Java's BreakIterator: letters, marks and digits, with single marks of punctuation between them.
    private static func isInWord(_ scalars: [Unicode.Scalar], _ position: Int) -> Bool {
        func isLetter(_ position: Int) -> Bool {
            guard scalars.indices.contains(position) else { return false }
            let properties = scalars[position].properties
            return switch properties.generalCategory {
            case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .format: true
            default: properties.isAlphabetic && !properties.isIdeographic
            }
        }
        switch scalars[position] {
        case "-", ".", "'", "_": return isLetter(position - 1) && isLetter(position + 1)
        default: return isLetter(position)
        }
    }
}
