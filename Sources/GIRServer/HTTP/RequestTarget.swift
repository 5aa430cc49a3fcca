/// The target of a request line in one of the forms that the server answers (RFC 9112 §3.2).
struct RequestTarget: Hashable, Sendable {
    /// Path and query, beginning with `/`, or `*`.
    let pathAndQuery: String
    /// The host that an absolute-form target names.
    let authority: Authority?

    /// Reads the target; nil where it is in no form that is answered or its path could mean two things.
    init?(_ written: String) {
        if Self.isPlain(written.utf8) {
            authority = nil
            pathAndQuery = written
            return
        }
        guard let text = Self.encoded(written) else { return nil }
        if text == "*" || text.hasPrefix("/") {
            authority = nil
            pathAndQuery = text
        } else {
            guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else {
                return nil
            }
            let rest = text.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            guard let host = Authority(rest[..<end]) else { return nil }
            authority = host
            let tail = String(rest[end...])
            pathAndQuery = tail.hasPrefix("/") ? tail : "/" + tail
        }
        let path = pathAndQuery.prefix { $0 != "?" }
        guard path == "*" || Self.isUnambiguous(path.utf8) else { return nil }
    }

    /// Whether it is a path of letters, digits, `-`, `_` and dots inside of segments, as nearly all are: such a one can mean
    /// nothing else.
    private static func isPlain(_ target: String.UTF8View) -> Bool {
        guard target.first == UInt8(ascii: "/") else { return false }
        var isSegmentEmpty = true
        for byte in target.dropFirst() {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): isSegmentEmpty = false
            case UInt8(ascii: ".") where !isSegmentEmpty: break
            case UInt8(ascii: "/") where !isSegmentEmpty: isSegmentEmpty = true
            default: return false
            }
        }
        return true
    }

    /// The target in the characters of a URI: other ones are encoded, and a fragment, which does not belong here, is
    /// dropped, both as servers and proxies do; nil for blanks and for what was no UTF-8.
    private static func encoded(_ text: String) -> String? {
        var result: [UInt8] = []
        // The parser gives a replacement character for what is no UTF-8.
        guard !text.unicodeScalars.contains("\u{fffd}") else { return nil }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "#"): return String(decoding: result, as: UTF8.self)
            case 0...0x20, 0x7f: return nil
            case 0x80...: result += "%\(String(byte, radix: 16, uppercase: true))".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether the path reads the same before and after decoding, for every program on the way.
    ///
    /// Encoded separators, dot segments, empty segments, path parameters and backslashes are what filters in front of
    /// the server and the router in it can understand differently.
    private static func isUnambiguous(_ path: Substring.UTF8View) -> Bool {
        guard let decoded = decoded(path), String(validating: decoded, as: UTF8.self) != nil else { return false }
        let segments = decoded.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        return segments.enumerated().allSatisfy { index, segment in
            // Only the last segment may be empty: a path may end in a slash.
            guard !segment.isEmpty else { return index == segments.count - 1 }
            return !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
        }
    }

    private static func decoded(_ path: Substring.UTF8View) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = path[...]
        while let byte = rest.popFirst() {
            guard byte != UInt8(ascii: ";"), byte != UInt8(ascii: "\\") else { return nil }
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(), isHexDigit(high), isHexDigit(low),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            // %25 would decode a second time elsewhere; the others are the separators and what ends strings in C.
            guard value >= 0x20, value != 0x7f, !"/\\;%".utf8.contains(value) else { return nil }
            result.append(value)
        }
        return result
    }
}
