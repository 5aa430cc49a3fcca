package import NIOCore

/// What a node says.
package struct Response: Sendable {
    /// What it is.
    package enum Kind: Sendable {
        case authChallenge(ByteBuffer?)
        case authenticate(String)
        case authSuccess(ByteBuffer?)
        case error(ServerFault)
        /// Nil for a kind of event that nobody asked for.
        case event(Event?)
        case prepared(PreparedResult)
        case ready
        /// Metadata and what follows it.
        case rows(ResultMetadata, ByteBuffer)
        case schemaChange(Event)
        case setKeyspace(String)
        case supported([String: [String]])
        case void
    }

    /// What the node says.
    package let kind: Kind
    /// What the node wants the client to know, such as that a batch is too large.
    package let warnings: [String]

    /// Reads what a node sends.
    package init(_ frame: Frame) throws(CassandraError) {
        var body = try Self.expanded(frame)
        if frame.flags.contains(.tracing) { _ = try body.takeSlice(16) }
        warnings = frame.flags.contains(.warning) ? try body.takeStringList() : []
        if frame.flags.contains(.customPayload) {
            for _ in 0..<(try body.takeShort()) {
                _ = try body.takeString()
                _ = try body.takeBytes()
            }
        }
        kind = try Self.kind(frame, &body)
    }

    private static func kind(_ frame: Frame, _ body: inout ByteBuffer) throws(CassandraError) -> Kind {
        switch frame.opcode {
        case .error: return .error(try ServerFault(&body, version: frame.version))
        case .ready: return .ready
        case .authenticate: return .authenticate(try body.takeString())
        case .supported: return .supported(try body.takeStringMultimap())
        case .authChallenge: return .authChallenge(try body.takeBytes())
        case .authSuccess: return .authSuccess(try body.takeBytes())
        case .event: return .event(try Event.take(&body))
        case .result:
            switch try body.takeInt() {
            case 1: return .void
            case 2: return .rows(try ResultMetadata(&body), body)
            case 3: return .setKeyspace(try body.takeString())
            case 4: return .prepared(try PreparedResult(&body, version: frame.version))
            case 5: return .schemaChange(try Event.schemaChange(&body))
            case let number: throw .malformed("there is no result of the kind \(number)")
            }
        default: throw .malformed("a node does not send the message \(frame.opcode)")
        }
    }

    /// The body as it was before it was compressed in the way of the versions before 5.
    static func expanded(_ frame: Frame) throws(CassandraError) -> ByteBuffer {
        guard frame.flags.contains(.compressed) else { return frame.body }
        var body = frame.body
        let length = try body.takeInt()
        guard length <= FrameDecoder.bodyLimit else { throw .malformed("a compressed answer is too long") }
        return try LZ4.decompress(body, to: length)
    }
}

extension Response.Kind {
    /// What the message is.
    package var opcode: Frame.Opcode {
        switch self {
        case .authChallenge: .authChallenge
        case .authenticate: .authenticate
        case .authSuccess: .authSuccess
        case .error: .error
        case .event: .event
        case .prepared, .rows, .schemaChange, .setKeyspace, .void: .result
        case .ready: .ready
        case .supported: .supported
        }
    }

    /// Appends the body: what a node does.
    package func writeBody(version: UInt8, to body: inout ByteBuffer) {
        switch self {
        case .authChallenge(let token), .authSuccess(let token): body.writeNotation(bytes: token)
        case .authenticate(let name): body.writeNotation(string: name)
        case .error(let fault): fault.write(version: version, to: &body)
        case .event(let event): event?.write(to: &body)
        case .prepared(let result):
            body.writeInt(4)
            result.write(version: version, to: &body)
        case .ready: break
        case .rows(let metadata, let rows):
            body.writeInt(2)
            metadata.write(to: &body)
            body.writeImmutableBuffer(rows)
        case .schemaChange(let event):
            body.writeInt(5)
            event.writeSchemaChange(to: &body)
        case .setKeyspace(let name):
            body.writeInt(3)
            body.writeNotation(string: name)
        case .supported(let options):
            body.writeShort(options.count)
            for (name, values) in options.sorted(by: { $0.key < $1.key }) {
                body.writeNotation(string: name)
                body.writeNotation(stringList: values)
            }
        case .void: body.writeInt(1)
        }
    }

    /// The whole message.
    package func frame(version: UInt8, stream: Int16, warnings: [String] = []) -> Frame {
        var body = ByteBuffer()
        if !warnings.isEmpty { body.writeNotation(stringList: warnings) }
        writeBody(version: version, to: &body)
        return Frame(
            version: version,
            direction: .response,
            flags: warnings.isEmpty ? [] : .warning,
            stream: stream,
            opcode: opcode,
            body: body
        )
    }
}
