/// A phone number to look for: exact, or with `*` for any run of characters.
///
/// Letters and digits alone are compared, as they are written: `+1 (555) 01-00` is `15550100`.
public struct PhoneNumberPattern: Hashable, Sendable {
    /// The parts between the stars, each reduced to letters and digits; one part is an exact number.
    package let parts: [String]

    /// Takes a pattern; nil where nothing of it can be compared, or where it would take long.
    public init?(_ text: String) {
        guard text.utf8.count <= 255, text.count(where: { $0 == "*" }) <= 3 else { return nil }
        parts = text.split(separator: "*", omittingEmptySubsequences: false).map { Self.key(String($0)) }
        guard parts.contains(where: { !$0.isEmpty }) else { return nil }
    }

    /// What is compared of a number: its letters and digits.
    package static func key(_ number: String) -> String {
        String(
            String.UnicodeScalarView(
                number.unicodeScalars.filter {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil
                }
            )
        )
    }

    /// The number where there is no star.
    package var exact: String? { parts.count == 1 ? parts[0] : nil }

    /// Whether the key of a number matches.
    package func matches(key: String) -> Bool {
        if let exact { return key == exact }
        var rest = key[...]
        guard let first = parts.first, let last = parts.last, rest.hasPrefix(first) else {
            return false
        }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
