import Glibc
import NIOCore

/// Reads `multipart/form-data` (RFC 7578) as its bytes come: it keeps no more of them than a header, or than what may be
/// the beginning of a boundary.
struct MultipartParser {
    /// What a form consists of, in this order: each part, its bytes and its end; at last the end of the form.
    enum Event: Hashable {
        case part(Part)
        case bytes(ByteBuffer)
        case endOfPart
        case end
    }

    /// The header of a part.
    struct Part: Hashable {
        /// The name of the field.
        let name: String
        /// The type that is said of it, in lower case and without parameters; nil where nothing is.
        let type: String?
    }

    /// Why bytes are no form; in words after "it has".
    struct Malformed: Error, Hashable {
        let reason: String
    }

    /// The most bytes of a part's header.
    static let headerLimit = 4 << 10
    /// The most parts.
    static let partLimit = 8
    /// The most bytes before the first boundary, behind the last one, and of blanks behind any.
    private static let paddingLimit = 1 << 10

    fileprivate enum State {
        case preamble
        /// Just behind a boundary.
        case boundary
        case header
        case body
        case epilogue
    }

    private let delimiter: [UInt8]
    // The first boundary stands where a line begins, as if one had ended before.
    private var pending = ByteBuffer(string: "\r\n")
    private var state = State.preamble
    private var skipped = 0
    private var parts = 0

    init(boundary: String) { delimiter = Array("\r\n--\(boundary)".utf8) }

    /// Whether the text may be a boundary (RFC 2046 §5.1.1).
    static func isBoundary(_ text: String) -> Bool {
        (1...70).contains(text.utf8.count) && !text.hasSuffix(" ")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "'()+_,-./:=? ".utf8.contains(byte)
            }
    }

    /// Takes more bytes.
    mutating func feed(_ buffer: ByteBuffer) {
        guard pending.readableBytes > 0 else { return pending = buffer }
        pending.discardReadBytes()
        pending.writeImmutableBuffer(buffer)
    }

    /// Checks that the form is complete, once its bytes are.
    func finish() throws(Malformed) {
        guard case .epilogue = state else { throw Malformed(reason: "no end") }
    }

    /// What comes next; nil where that takes more bytes.
    mutating func next() throws(Malformed) -> Event? {
        while true {
            switch (state, state.isScanned ? scan() : .more) {
            case (.preamble, .bytes(let bytes)): try skip(bytes.readableBytes)
            case (.preamble, .delimiter): state = .boundary
            case (.body, .bytes(let bytes)): return .bytes(bytes)
            case (.body, .delimiter):
                state = .boundary
                return .endOfPart
            case (.preamble, .more), (.body, .more): return nil
            case (.boundary, _):
                guard let next = try behindBoundary() else { return nil }
                state = next
                if case .epilogue = next { return .end }
            case (.header, _):
                guard let part = try header() else { return nil }
                state = .body
                return .part(part)
            case (.epilogue, _):
                try skip(pending.readableBytes)
                pending.clear()
                return nil
            }
        }
    }

    private mutating func skip(_ count: Int) throws(Malformed) {
        skipped += count
        guard skipped <= Self.paddingLimit else { throw Malformed(reason: "too much beside its parts") }
    }

    // MARK: Boundaries

    private enum Scan {
        /// Bytes in front of the next boundary.
        case bytes(ByteBuffer)
        /// A boundary, which is taken.
        case delimiter
        case more
    }

    private mutating func scan() -> Scan {
        let found = pending.withUnsafeReadableBytes { Self.firstPlace(of: delimiter, in: $0) }
        if found == 0 {
            pending.moveReaderIndex(forwardBy: delimiter.count)
            return .delimiter
        }
        // The end may be the beginning of a boundary.
        let count = found ?? pending.readableBytes - (delimiter.count - 1)
        guard count > 0, let bytes = pending.readSlice(length: count) else { return .more }
        return .bytes(bytes)
    }

    private static func firstPlace(of text: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
        var start = 0
        while bytes.count - start >= text.count, let base = bytes.baseAddress {
            let last = bytes.count - text.count
            guard let found = memchr(base + start, Int32(text[0]), last - start + 1) else { return nil }
            let place = UnsafeRawPointer(found) - base
            if memcmp(base + place, text, text.count) == 0 { return place }
            start = place + 1
        }
        return nil
    }

    /// What follows a boundary: the end of its line and a part, or two hyphens and the end.
    private mutating func behindBoundary() throws(Malformed) -> State? {
        while let bytes = pending.getBytes(at: pending.readerIndex, length: 2) {
            switch bytes {
            case Array("--".utf8):
                pending.moveReaderIndex(forwardBy: 2)
                return .epilogue
            case Array("\r\n".utf8):
                pending.moveReaderIndex(forwardBy: 2)
                parts += 1
                guard parts <= Self.partLimit else { throw Malformed(reason: "too many parts") }
                return .header
            case let blank where [0x20, 0x09].contains(blank[0]):
                pending.moveReaderIndex(forwardBy: 1)
                try skip(1)
            default: throw Malformed(reason: "a boundary that does not end its line")
            }
        }
        return nil
    }

    // MARK: Headers

    private mutating func header() throws(Malformed) -> Part? {
        let end = Array("\r\n\r\n".utf8)
        if pending.readableBytesView.starts(with: end.prefix(2)) { throw Malformed(reason: Part.nameless) }
        let place = pending.withUnsafeReadableBytes { bytes in
            Self.firstPlace(of: end, in: UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.headerLimit)))
        }
        guard let place else {
            guard pending.readableBytes < Self.headerLimit else {
                throw Malformed(reason: "a header that is too large")
            }
            return nil
        }
        guard let bytes = pending.readBytes(length: place), let text = String(validating: bytes, as: UTF8.self) else {
            throw Malformed(reason: "a header that is no text")
        }
        // The last line break begins the next boundary where the part is empty.
        pending.moveReaderIndex(forwardBy: end.count)
        return try Part(text)
    }

    /// The parameters behind the first semicolon of a field's value (RFC 9110 §5.6.6), by their names in lower case; nil
    /// where they make no sense.
    static func parameters(_ value: String) -> [String: String]? {
        var rest = value.utf8.drop { $0 != UInt8(ascii: ";") }
        var found: [String: String] = [:]
        while let first = rest.first {
            guard first == UInt8(ascii: ";") else { return nil }
            rest = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            if rest.isEmpty { return found }
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.first == UInt8(ascii: "="), let value = word(&rest) else { return nil }
            guard found.updateValue(value, forKey: String(decoding: name, as: UTF8.self).lowercased()) == nil else {
                return nil
            }
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        }
        return found
    }

    /// A word or a quoted text, behind its equals sign.
    private static func word(_ rest: inout Substring.UTF8View.SubSequence) -> String? {
        rest = rest.dropFirst()
        guard rest.first == UInt8(ascii: "\"") else {
            let word = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "\"") }
            rest = rest.dropFirst(word.count)
            return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
        }
        rest = rest.dropFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                text.append(next)
            default: text.append(byte)
            }
        }
        return nil
    }
}

extension MultipartParser.Part {
    fileprivate static let nameless = "a part without a name, or with several"

    /// Reads the lines of a header.
    fileprivate init(_ text: String) throws(MultipartParser.Malformed) {
        var name: String?
        var type: String?
        for line in text.utf8.split(separator: UInt8(ascii: "\n")).map({ String(decoding: $0, as: UTF8.self) }) {
            let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { throw MultipartParser.Malformed(reason: "a header that makes no sense") }
            let value = String(sides[1].utf8.filter { $0 != 0x0d }.map { Character(Unicode.Scalar($0)) })
            switch sides[0].lowercased() {
            case "content-disposition":
                guard name == nil, value.trimmingWhitespace.lowercased().hasPrefix("form-data"),
                    let named = MultipartParser.parameters(value)?["name"], (1...255).contains(named.utf8.count)
                else { throw MultipartParser.Malformed(reason: Self.nameless) }
                name = named
            case "content-type": type = value.prefix { $0 != ";" }.trimmingWhitespace.lowercased()
            case "content-transfer-encoding":
                guard ["7bit", "8bit", "binary"].contains(value.trimmingWhitespace.lowercased()) else {
                    throw MultipartParser.Malformed(reason: "a part that is encoded")
                }
            default: break
            }
        }
        guard let name else { throw MultipartParser.Malformed(reason: Self.nameless) }
        self.init(name: name, type: type)
    }
}

extension MultipartParser.State {
    /// Whether boundaries are looked for.
    fileprivate var isScanned: Bool {
        switch self {
        case .body, .preamble: true
        case .boundary, .epilogue, .header: false
        }
    }
}
