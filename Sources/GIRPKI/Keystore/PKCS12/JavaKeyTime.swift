/// The localKeyID that Java writes: the time at which the entry was made.
enum JavaKeyTime {
    private static let prefix = Array("Time ".utf8)

    static func milliseconds(_ identifier: [UInt8]) -> Int64? {
        guard identifier.starts(with: prefix) else { return nil }
        return Int64(String(decoding: identifier.dropFirst(prefix.count), as: UTF8.self))
    }

    static func identifier(_ milliseconds: Int64) -> [UInt8] { prefix + Array(String(milliseconds).utf8) }
}
