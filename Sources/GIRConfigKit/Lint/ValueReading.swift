/// Texts that a sample file has where a value is to be put.
enum SampleText {
    /// Whether the text is one of them.
    static func isOne(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isOne($0) }
    }

    /// The same of the bytes of a text in UTF-8.
    static func isOne(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (3...200).contains(text.count) else { return false }
        if text[0] == UInt8(ascii: "<"), text[text.count - 1] == UInt8(ascii: ">") { return true }
        return holdsMarker(text)
    }

    private static let marker = Array("tobechanged".utf8)

    // The bytes where they are: every value of a file is read here. The marker has its first letter only once, so that
    // what follows a letter that does not fit can only begin anew.
    private static func holdsMarker(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        marker.withUnsafeBufferPointer { marker in
            guard bytes.count >= marker.count else { return false }
            var matched = 0
            for byte in bytes {
                let letter = byte | 0x20
                matched = letter == marker[matched] ? matched + 1 : letter == marker[0] ? 1 : 0
                if matched == marker.count { return true }
            }
            return false
        }
    }
}

/// Texts that YAML 1.1 takes for numbers.
enum NumberText {
    /// Whether a plain value has a zero in front that makes it octal.
    static func isOctal(_ setting: Setting, _ text: String) -> Bool {
        guard case .int = setting.scalar, setting.value.scalar?.style == .plain else { return false }
        let digits = text.drop { $0 == "-" || $0 == "+" }
        return digits.count > 1 && digits.first == "0"
            && digits.dropFirst().first.map { $0.isNumber || $0 == "_" } ?? false
    }

    /// The number that the program gets, as text.
    static func value(_ setting: Setting) -> String {
        if case .int(let number) = setting.scalar { "\(number)" } else { "" }
    }

    /// What the program gets in place of a text, when that is something else and no other rule says so.
    static func otherReading(of setting: Setting, _ text: String) -> String? {
        let reading: String
        switch setting.scalar {
        case .bool(let flag): reading = "\(flag)"
        case .int(let number): reading = "\(number)"
        case .float(let number): reading = "\(number)"
        default: return nil
        }
        return reading == text || text.contains(":") || isOctal(setting, text) ? nil : reading
    }
}

extension YAMLNode {
    /// Whether the value is a text that a sample file has where a value is to be put.
    var isSampleText: Bool { tree.withText(of: entry) { SampleText.isOne($0) } ?? false }

    /// What the value is, for a message.
    var kind: String {
        switch content {
        case .mapping: "section"
        case .scalar: "text"
        case .sequence: "list"
        }
    }
}

extension ConfigurationOption {
    /// Whether any text is a value.
    var takesText: Bool {
        switch type {
        case .commaList, .path, .text: true
        default: false
        }
    }
}

extension Setting {
    /// What was expected, when the value is not of its option's type; nil where it is, or where it cannot be told.
    ///
    /// An option that is only remembered accepts anything. A number out of range is of the right type.
    var mismatch: String? {
        guard !isNull, !isPlaceholder else { return nil }
        if isSection { return value.isMapping || hasOpenItems || isSample ? nil : OptionType.section.expectation }
        guard let option, option.confidence != .recollection else { return nil }
        return accepts(option.type) || isSample ? nil : option.type.expectation
    }

    private var isSample: Bool {
        value.isSequence ? value.items.contains(where: \.isSampleText) : value.isSampleText
    }

    /// A section that is known by an installation only may be a list as well.
    private var hasOpenItems: Bool { option.map { $0.confidence != .documented } ?? false && value.isSequence }

    private func accepts(_ type: OptionType) -> Bool {
        switch (type, scalar) {
        case (.list, let scalar): value.isSequence || scalar != nil
        case (_, nil): false
        case (.boolean, _): flag != nil && !isBareDigit
        case (.booleanOrPath, .bool), (.booleanOrPath, .string): true
        case (.integer, _): number != nil
        case (.integerOrText, _), (.commaList, _), (.cron, _), (.enumeration, _), (.path, _), (.text, _): true
        case (.uri, .string(let text)): text.contains(":")
        case (.url, .string(let text)): text.hasPrefix("http://") || text.hasPrefix("https://")
        default: false
        }
    }

    private var isBareDigit: Bool {
        if case .int = scalar { true } else { false }
    }
}
