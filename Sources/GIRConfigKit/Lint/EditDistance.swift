/// How far two words are apart, for "did you mean".
public enum EditDistance {
    /// The largest distance at which a word is suggested.
    static let maximum = 3

    /// The word among the candidates that the text was meant to be, if one is near enough.
    public static func nearest(to text: String, in candidates: some Sequence<String>) -> String? {
        let word = Array(text.lowercased().utf8)
        guard word.count > 1, word.count <= 80 else { return nil }
        // Of a short word more than a third may not differ: everything would be near it.
        let limit = min(maximum, max(1, word.count / 3))
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().utf8)
            guard abs(other.count - word.count) <= limit, lettersApart(word, other) <= 2 * limit else { continue }
            let distance = between(word, other)
            guard distance <= limit else { continue }
            if best.map({ distance < $0.distance || (distance == $0.distance && candidate < $0.word) }) ?? true {
                best = (candidate, distance)
            }
        }
        return best?.word
    }

    /// Insertions, deletions, replacements and swaps of neighbours that make one word the other.
    static func between(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            row.reserveCapacity(right.count + 1)
            for j in right.indices {
                let cost = left[i] == right[j] ? 0 : 1
                var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + cost)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    distance = min(distance, beforeLast[j - 1] + 1)
                }
                row.append(distance)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }

    // A lower bound in a few instructions: a file of unknown keys must not cost a matrix for each option.
    private static func lettersApart(_ left: [UInt8], _ right: [UInt8]) -> Int {
        (letters(left) ^ letters(right)).nonzeroBitCount
    }

    private static func letters(_ word: [UInt8]) -> UInt64 { word.reduce(0) { $0 | 1 << UInt64($1 & 63) } }
}
