import FoundationEssentials

/// The time zone of a log: how far its clocks are ahead of UTC at a moment.
struct LogTimeZone: Sendable {
    /// From these seconds since 1970 on, clocks are ahead by so many seconds.
    struct Change: Hashable, Sendable {
        let from: Int
        let offset: Int
    }

    /// The offset before the first change.
    private let first: Int
    private let changes: [Change]
    /// What holds after the last change, where that changes with the seasons.
    private let rule: DaylightRule?

    /// UTC.
    static let utc = LogTimeZone(offset: 0)

    /// A zone whose clocks never change.
    init(offset: Int) {
        first = offset
        changes = []
        rule = nil
    }

    /// The zone of a name that Java knows: `GMT`, `UTC`, `GMT+2`, `GMT-03:30`, or one of the system's database such as
    /// `Europe/Berlin`; nil where it is none.
    init?(_ name: String, database: String = "/usr/share/zoneinfo") {
        if let offset = Self.fixedOffset(name) {
            self.init(offset: offset)
            return
        }
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "+"):
                true
            default: false
            }
        }
        guard isName, !name.hasPrefix("/"), (1...64).contains(name.utf8.count),
            let data = FileManager.default.contents(atPath: "\(database)/\(name)")
        else { return nil }
        self.init(file: [UInt8](data))
    }

    /// Reads a file of the database, version 2 or later (RFC 8536).
    init?(file bytes: [UInt8]) {
        var reader = TimeZoneFileReader(bytes)
        guard let content = reader.content() else { return nil }
        (first, changes) = (content.first, content.changes)
        rule = DaylightRule(content.footer)
    }

    /// How many seconds clocks are ahead of UTC.
    func offset(at seconds: Int) -> Int {
        guard let next = changes.firstIndex(where: { $0.from > seconds }) else {
            return rule?.offset(at: seconds) ?? changes.last?.offset ?? first
        }
        return next == 0 ? first : changes[next - 1].offset
    }

    /// What clocks show.
    func time(at date: Date) -> CivilTime {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        return CivilTime(seconds: seconds + offset(at: seconds))
    }

    /// `2025-06-15T17:06:40.000+02:00`, with `Z` for no offset (RFC 3339).
    func timestamp(_ date: Date) -> String {
        let time = time(at: date)
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let fraction = Int((date.timeIntervalSince1970 - seconds) * 1000)
        let day = "\(time.year)-\(CivilTime.twoDigits(time.month))-\(CivilTime.twoDigits(time.day))"
        let offset = offset(at: Int(seconds))
        let shift = offset == 0 ? "Z" : Self.shift(offset, separator: ":")
        return "\(day)T\(time.clock).\(String(fraction + 1000).dropFirst())\(shift)"
    }

    /// `+02:00`.
    static func shift(_ offset: Int, separator: String) -> String {
        let minutes = abs(offset) / 60
        let sign = offset < 0 ? "-" : "+"
        return "\(sign)\(CivilTime.twoDigits(minutes / 60))\(separator)\(CivilTime.twoDigits(minutes % 60))"
    }

    private static func fixedOffset(_ name: String) -> Int? {
        if ["GMT", "UTC", "Z", "UT"].contains(name) { return 0 }
        guard let sign = ["GMT+": 1, "GMT-": -1, "UTC+": 1, "UTC-": -1][String(name.prefix(4))] else { return nil }
        let parts = name.dropFirst(4).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }),
            let hours = parts.first.flatMap({ Int($0) }), hours <= 18
        else { return nil }
        guard let minutes = parts.count == 1 ? 0 : Int(parts[1]), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}

/// Reads the second block of a file of the time zone database; the first is there for programs of another age.
private struct TimeZoneFileReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private struct Counts {
        let universal, standard, leaps, changes, types, characters: Int
    }

    mutating func content() -> (first: Int, changes: [LogTimeZone.Change], footer: String)? {
        guard bytes.count <= 1 << 16, let old = header() else { return nil }
        position += old.changes * 5 + old.types * 6 + old.characters + old.leaps * 8 + old.standard + old.universal
        guard let counts = header(), (1...256).contains(counts.types), counts.changes <= 4096 else { return nil }
        let times = (0..<counts.changes).compactMap { _ in number(8) }
        let kinds = (0..<counts.changes).compactMap { _ in number(1) }
        var offsets: [Int] = []
        for _ in 0..<counts.types {
            guard let offset = number(4), abs(offset) < 90_000 else { return nil }
            offsets.append(offset)
            position += 2
        }
        guard times.count == counts.changes, kinds.count == counts.changes, kinds.allSatisfy(offsets.indices.contains)
        else { return nil }
        position += counts.characters + counts.leaps * 12 + counts.standard + counts.universal
        let footer = position < bytes.count ? String(decoding: bytes[position...], as: UTF8.self) : ""
        let changes = zip(times, kinds).map { LogTimeZone.Change(from: $0, offset: offsets[$1]) }
        return (offsets[0], changes, footer.filter { $0 != "\n" })
    }

    private mutating func header() -> Counts? {
        guard bytes.count - position >= 44, bytes[position...].starts(with: "TZif".utf8), bytes[position + 4] >= 0x32
        else { return nil }
        position += 20
        let numbers = (0..<6).compactMap { _ in number(4) }
        guard numbers.count == 6, numbers.allSatisfy({ (0...1 << 16).contains($0) }) else { return nil }
        return Counts(
            universal: numbers[0],
            standard: numbers[1],
            leaps: numbers[2],
            changes: numbers[3],
            types: numbers[4],
            characters: numbers[5]
        )
    }

    /// A number of so many bytes; with a sign from four on.
    private mutating func number(_ count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var value: UInt64 = 0
        for byte in bytes[position..<position + count] { value = value << 8 | UInt64(byte) }
        position += count
        return count == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(Int64(bitPattern: value))
    }
}
