/// The first exchange of Cassandra's native protocol, versions 3 to 5: OPTIONS, answered by SUPPORTED or ERROR.
///
/// A frame is: version (1 byte; bit 7 set in answers), flags (1), stream (2), opcode (1), length of the body (4), body.
/// Version 5 frames its later messages otherwise, not these.
enum CassandraFrame {
    /// OPTIONS in version 4, which every Cassandra since 2.2 reads; a body it has none.
    static let options: [UInt8] = [4, 0, 0, 0, 5, 0, 0, 0, 0]

    private static let headerLength = 9
    // SUPPORTED is some hundred bytes.
    private static let bodyLimit = 64 << 10

    /// What came back.
    enum Answer: Sendable, Hashable {
        /// The connection is Cassandra's; with the versions it names.
        case cassandra([String])
        /// Something else answered.
        case other
    }

    /// The answer in the bytes; nil while there are too few to tell.
    static func answer(_ bytes: [UInt8]) -> Answer? {
        guard let first = bytes.first else { return nil }
        guard responseVersion([first, 0, 0, 0, 0]) != nil else { return .other }
        guard bytes.count >= headerLength else { return nil }
        guard responseVersion(bytes) != nil else { return .other }
        let length = bytes[5..<9].reduce(0) { $0 << 8 | Int($1) }
        guard length <= bodyLimit else { return .other }
        guard bytes.count >= headerLength + length else { return nil }
        var body = bytes[headerLength..<(headerLength + length)]
        return .cassandra(bytes[4] == 6 ? versions(&body) : [])
    }

    /// The protocol version of an answer (ERROR or SUPPORTED) at the start of the bytes, or nil where it is none.
    static func responseVersion(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 5, bytes[0] & 0x80 != 0, (1...6).contains(bytes[0] & 0x7f), [0, 6].contains(bytes[4])
        else { return nil }
        return Int(bytes[0] & 0x7f)
    }

    /// The entry PROTOCOL_VERSIONS of a string multimap, such as `3/v3`, `4/v4`.
    private static func versions(_ body: inout ArraySlice<UInt8>) -> [String] {
        guard let count = number(&body) else { return [] }
        for _ in 0..<count {
            guard let name = string(&body), let values = number(&body) else { return [] }
            var list: [String] = []
            for _ in 0..<values {
                guard let value = string(&body) else { return [] }
                list.append(value)
            }
            if name == "PROTOCOL_VERSIONS" { return list }
        }
        return []
    }

    private static func number(_ body: inout ArraySlice<UInt8>) -> Int? {
        guard let high = body.popFirst(), let low = body.popFirst() else { return nil }
        return Int(high) << 8 | Int(low)
    }

    private static func string(_ body: inout ArraySlice<UInt8>) -> String? {
        guard let length = number(&body), body.count >= length else { return nil }
        defer { body = body.dropFirst(length) }
        return String(decoding: body.prefix(length), as: UTF8.self)
    }
}
