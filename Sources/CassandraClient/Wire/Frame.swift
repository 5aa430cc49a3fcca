package import NIOCore

/// One message of the native protocol: an *envelope* of version 5, a *frame* of the versions before.
///
/// | bytes | what |
/// |---|---|
/// | 1 | version; bit 7 set in what nodes send |
/// | 1 | flags |
/// | 2 | stream: which request an answer belongs to; -1 for events |
/// | 1 | opcode |
/// | 4 | length of the body |
package struct Frame: Sendable, Hashable {
    /// What a message may carry before its body proper, and whether it is compressed.
    package struct Flags: OptionSet, Sendable, Hashable {
        /// The bits.
        package let rawValue: UInt8

        /// Takes the bits.
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The body is compressed, in versions before 5.
        package static let compressed = Flags(rawValue: 0x01)
        /// A trace's identifier comes before the body.
        package static let tracing = Flags(rawValue: 0x02)
        /// A map that some servers add comes before the body.
        package static let customPayload = Flags(rawValue: 0x04)
        /// Warnings come before the body.
        package static let warning = Flags(rawValue: 0x08)
        /// The version is not final.
        package static let beta = Flags(rawValue: 0x10)
    }

    /// What a message is.
    package enum Opcode: UInt8, Sendable, Hashable, CaseIterable {
        case error = 0x00
        case startup = 0x01
        case ready = 0x02
        case authenticate = 0x03
        case options = 0x05
        case supported = 0x06
        case query = 0x07
        case result = 0x08
        case prepare = 0x09
        case execute = 0x0A
        case register = 0x0B
        case event = 0x0C
        case batch = 0x0D
        case authChallenge = 0x0E
        case authResponse = 0x0F
        case authSuccess = 0x10
    }

    /// Who sent it.
    package enum Direction: Sendable, Hashable {
        case request
        case response
    }

    /// The length of what comes before the body.
    package static let headerLength = 9

    /// The version without the bit of the direction; nodes refuse a version in one of their own.
    package var version: UInt8
    /// Who sent it.
    package var direction: Direction
    /// What comes before the body proper.
    package var flags: Flags
    /// Which request an answer belongs to; -1 for events.
    package var stream: Int16
    /// What it is.
    package var opcode: Opcode
    /// What it carries.
    package var body: ByteBuffer

    /// Puts a message together.
    package init(
        version: UInt8,
        direction: Direction,
        flags: Flags = [],
        stream: Int16,
        opcode: Opcode,
        body: ByteBuffer = ByteBuffer()
    ) {
        self.version = version
        self.direction = direction
        self.flags = flags
        self.stream = stream
        self.opcode = opcode
        self.body = body
    }

    /// Appends the message as versions before 5 send it.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeInteger(direction == .response ? version | 0x80 : version)
        buffer.writeInteger(flags.rawValue)
        buffer.writeInteger(stream)
        buffer.writeInteger(opcode.rawValue)
        buffer.writeInteger(UInt32(body.readableBytes))
        buffer.writeImmutableBuffer(body)
    }

    /// The length of the body that a header announces; nil where the header is not there as a whole.
    static func bodyLength(_ buffer: ByteBuffer) -> Int? {
        buffer.getInteger(at: buffer.readerIndex + 5, as: UInt32.self).map(Int.init)
    }
}
