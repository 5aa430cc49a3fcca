import FoundationEssentials

/// How the request log writes a request.
///
/// In none of the forms there are cookies, logins or queries, and nothing that a client sends can end a line or a field.
struct RequestLogFormat: Sendable {
    enum Kind: Sendable {
        /// One JSON object a line.
        case json
        /// The common log format, which the tools of three decades read.
        case ncsa
    }

    let kind: Kind
    /// Whether the referrer and the user agent are written.
    let isExtended: Bool
    /// Whether the time that the answer took is written.
    let hasLatency: Bool
    let zone: LogTimeZone

    /// The record as a line with its end.
    func line(_ record: RequestRecord) -> String {
        switch kind {
        case .json: json(record)
        case .ncsa: ncsa(record)
        }
    }

    private func json(_ record: RequestRecord) -> String {
        var line = JSONLine()
        line.add("ts", zone.timestamp(record.time))
        line.add("request_id", record.requestIdentifier)
        line.add("src_ip", record.client)
        line.add("user", record.user)
        line.add("method", record.line?.method)
        line.add("path", record.line?.path)
        line.add("protocol", record.line?.version)
        line.add("status", record.status)
        line.add("bytes", record.bytes)
        if isExtended {
            line.add("referrer", record.referrer)
            line.add("user_agent", record.agent)
        }
        if hasLatency { line.add("latency_ms", record.milliseconds) }
        return line.text
    }

    /// `192.0.2.1 - ann [15/Jun/2025:15:06:40 +0000] "GET /api/v2/me HTTP/1.1" 200 34 "-" "curl/7" 5`.
    private func ncsa(_ record: RequestRecord) -> String {
        let time = zone.time(at: record.time)
        let month = CivilTime.months[time.month - 1]
        let offset = zone.offset(at: Int(record.time.timeIntervalSince1970.rounded(.down)))
        let stamp =
            "\(CivilTime.twoDigits(time.day))/\(month)/\(time.year):\(time.clock) \(LogTimeZone.shift(offset, separator: ""))"
        let request = record.line.map { "\($0.method) \(Self.quoted($0.path)) \($0.version)" } ?? "-"
        var line = "\(Self.word(record.client)) - \(Self.word(record.user)) [\(stamp)] \"\(request)\""
        line += " \(record.status) \(record.bytes.map(String.init) ?? "-")"
        if isExtended { line += " \"\(Self.quoted(record.referrer ?? "-"))\" \"\(Self.quoted(record.agent ?? "-"))\"" }
        if hasLatency { line += " \(record.milliseconds.map(String.init) ?? "-")" }
        return line + "\n"
    }

    /// The most bytes of one field.
    private static let fieldLimit = 2048

    /// A field between quotes, bytes that could be misread written as `\xhh`.
    private static func quoted(_ text: String) -> String { escaped(text) { $0 == 0x20 } }

    /// A field between spaces.
    private static func word(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "-" }
        return escaped(text) { _ in false }
    }

    private static func escaped(_ text: String, isTaken: (UInt8) -> Bool) -> String {
        var result: [UInt8] = []
        for byte in text.utf8.prefix(fieldLimit) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x21...0x7e: result.append(byte)
            case _ where isTaken(byte): result.append(byte)
            default: result += "\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
