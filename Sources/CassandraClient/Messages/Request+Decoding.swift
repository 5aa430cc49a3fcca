import NIOCore

/// Reads requests, as a node does: what is sent can be looked at, and tests have a node to talk to.
extension Request {
    /// Reads what a client sends.
    package init(_ frame: Frame) throws(CassandraError) {
        guard let version = ProtocolVersion(rawValue: frame.version) else {
            throw .malformed("there is no version \(frame.version) of the protocol")
        }
        var body = try Response.expanded(frame)
        switch frame.opcode {
        case .options: self = .options
        case .startup:
            var options: [Option] = []
            for _ in 0..<(try body.takeShort()) { options.append(Option(try body.takeString(), try body.takeString())) }
            self = .startup(options)
        case .authResponse: self = .authResponse(try body.takeBytes())
        case .register: self = .register(try body.takeStringList())
        case .query: self = .query(try body.takeLongString(), try QueryParameters(&body, version))
        case .prepare:
            let text = try body.takeLongString()
            let flags = version >= .v5 ? try body.takeInt() : 0
            self = .prepare(text, keyspace: flags & 1 == 1 ? try body.takeString() : nil)
        case .execute:
            let id = try body.takeShortBytes()
            let metadataID = version >= .v5 ? try body.takeShortBytes() : []
            self = .execute(id: id, metadataID: metadataID, try QueryParameters(&body, version))
        case .batch: self = .batch(try Batch(&body, version))
        default: throw .malformed("a client does not send the message \(frame.opcode)")
        }
    }
}
