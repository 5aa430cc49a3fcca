public import NIOCore

/// A value as CQL has it, for bind markers and out of rows.
///
/// Integers of every width are one case: the type of the column says how many bytes they take, and a value that does
/// not fit is an error before anything is sent.
public enum CQLValue: Sendable, Hashable {
    /// `blob`, and types of the server's own.
    case blob(ByteBuffer)
    case boolean(Bool)
    /// `date`: days since 1970-01-01.
    case date(Int32)
    /// `decimal`: the unscaled value as a big-endian number in two's complement, and how many digits are behind the point.
    case decimal(unscaled: [UInt8], scale: Int32)
    /// `double` and `float`.
    case double(Double)
    case duration(months: Int32, days: Int32, nanoseconds: Int64)
    case inet(CQLAddress)
    /// `tinyint`, `smallint`, `int`, `bigint`, `counter`, and a `varint` that fits.
    case int(Int64)
    /// `list` and `set`.
    case list([CQLValue])
    case map([Entry])
    case null
    /// `ascii`, `text` and `varchar`.
    case text(String)
    /// `time`: nanoseconds since midnight.
    case time(Int64)
    /// `timestamp`: milliseconds since 1970-01-01 00:00:00 UTC.
    case timestamp(Int64)
    /// `tuple` and user-defined types, a value per field.
    case tuple([CQLValue])
    /// Leaves a column as it is; for bind markers alone.
    case unset
    /// `uuid` and `timeuuid`.
    case uuid(CQLUUID)
    /// A `varint` of any size: big-endian, in two's complement.
    case varint([UInt8])

    /// A key of a map with its value.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public let key: CQLValue
        /// The value.
        public let value: CQLValue

        /// Puts key and value together.
        public init(_ key: CQLValue, _ value: CQLValue) {
            self.key = key
            self.value = value
        }
    }

    /// A blob of these bytes.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> CQLValue { .blob(ByteBuffer(bytes: bytes)) }
}

extension CQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// An integer.
    public init(integerLiteral value: Int64) { self = .int(value) }

    /// A Boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }

    /// A number with a fraction.
    public init(floatLiteral value: Double) { self = .double(value) }

    /// Null.
    public init(nilLiteral: ()) { self = .null }
}
