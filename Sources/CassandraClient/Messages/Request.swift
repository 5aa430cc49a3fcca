package import NIOCore

/// What a client says.
package enum Request: Sendable, Hashable {
    case authResponse(ByteBuffer?)
    case batch(Batch)
    case execute(id: [UInt8], metadataID: [UInt8], QueryParameters)
    case options
    case prepare(String, keyspace: String?)
    case query(String, QueryParameters)
    case register([String])
    case startup([Option])

    /// A line of STARTUP.
    package struct Option: Sendable, Hashable {
        /// The name.
        package let name: String
        /// The value.
        package let value: String

        /// Puts name and value together.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the message is.
    package var opcode: Frame.Opcode {
        switch self {
        case .authResponse: .authResponse
        case .batch: .batch
        case .execute: .execute
        case .options: .options
        case .prepare: .prepare
        case .query: .query
        case .register: .register
        case .startup: .startup
        }
    }

    /// Appends the body.
    package func writeBody(_ version: ProtocolVersion, to buffer: inout ByteBuffer) {
        switch self {
        case .authResponse(let token): buffer.writeNotation(bytes: token)
        case .batch(let batch): batch.write(version, to: &buffer)
        case .execute(let id, let metadataID, let parameters):
            buffer.writeNotation(shortBytes: id)
            if version >= .v5 { buffer.writeNotation(shortBytes: metadataID) }
            parameters.write(version, to: &buffer)
        case .options: break
        case .prepare(let text, let keyspace):
            buffer.writeNotation(longString: text)
            if version >= .v5 {
                buffer.writeInteger(UInt32(keyspace == nil ? 0 : 1))
                if let keyspace { buffer.writeNotation(string: keyspace) }
            }
        case .query(let text, let parameters):
            buffer.writeNotation(longString: text)
            parameters.write(version, to: &buffer)
        case .register(let events): buffer.writeNotation(stringList: events)
        case .startup(let options):
            buffer.writeShort(options.count)
            for option in options {
                buffer.writeNotation(string: option.name)
                buffer.writeNotation(string: option.value)
            }
        }
    }

    /// The whole message, for the stream 0, which the connection changes; compressed in the way of the versions before 5
    /// where that is agreed on.
    package func message(_ version: ProtocolVersion, compressed: Bool = false) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(version.rawValue)
        buffer.writeInteger(UInt8(0))
        buffer.writeInteger(Int16(0))
        buffer.writeInteger(opcode.rawValue)
        buffer.writeInteger(UInt32(0))
        writeBody(version, to: &buffer)
        if compressed, version < .v5, let body = buffer.getSlice(at: Frame.headerLength, length: bodyLength(buffer)),
            let block = LZ4.compress(body)
        {
            buffer.moveWriterIndex(to: Frame.headerLength)
            buffer.writeInteger(UInt32(body.readableBytes))
            buffer.writeImmutableBuffer(block)
            buffer.setInteger(Frame.Flags.compressed.rawValue, at: 1)
        }
        buffer.setInteger(UInt32(bodyLength(buffer)), at: 5)
        return buffer
    }

    private func bodyLength(_ buffer: ByteBuffer) -> Int { buffer.writerIndex - Frame.headerLength }
}
