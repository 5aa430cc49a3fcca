package import NIOCore

/// What a node says when it refuses: the ERROR message with its numbers.
public struct ServerFault: Sendable, Hashable {
    /// The number of the error in the protocol.
    public let code: Int
    /// The node's own words.
    public let message: String
    /// What the message says besides.
    public let detail: Detail

    /// The numbers that some errors carry.
    public enum Detail: Sendable, Hashable {
        case alreadyExists(keyspace: String, table: String)
        case functionFailure(keyspace: String, function: String, arguments: [String])
        case none
        case readFailure(Consistency, received: Int, required: Int, failed: Int, hasData: Bool)
        case readTimeout(Consistency, received: Int, required: Int, hasData: Bool)
        case unavailable(Consistency, required: Int, alive: Int)
        case unknownOutcome(Consistency, received: Int, required: Int)
        case unprepared(id: [UInt8])
        case writeFailure(Consistency, received: Int, required: Int, failed: Int, kind: String)
        case writeTimeout(Consistency, received: Int, required: Int, kind: String)
    }

    /// Puts a refusal together, as a node does.
    package init(code: Int, message: String, detail: Detail = .none) {
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// Reads what a node sends.
    package init(_ body: inout ByteBuffer, version: UInt8) throws(CassandraError) {
        code = try body.takeInt()
        message = try body.takeString()
        switch code {
        case Code.unavailable:
            detail = .unavailable(try body.takeConsistency(), required: try body.takeInt(), alive: try body.takeInt())
        case Code.writeTimeout:
            detail = .writeTimeout(
                try body.takeConsistency(),
                received: try body.takeInt(),
                required: try body.takeInt(),
                kind: try body.takeString()
            )
        case Code.readTimeout:
            detail = .readTimeout(
                try body.takeConsistency(),
                received: try body.takeInt(),
                required: try body.takeInt(),
                hasData: try body.takeByte() != 0
            )
        case Code.readFailure:
            let (level, received, required) = (try body.takeConsistency(), try body.takeInt(), try body.takeInt())
            let failed = try Self.failures(&body, version)
            detail = .readFailure(
                level,
                received: received,
                required: required,
                failed: failed,
                hasData: try body.takeByte() != 0
            )
        case Code.writeFailure:
            let (level, received, required) = (try body.takeConsistency(), try body.takeInt(), try body.takeInt())
            let failed = try Self.failures(&body, version)
            detail = .writeFailure(
                level,
                received: received,
                required: required,
                failed: failed,
                kind: try body.takeString()
            )
        case Code.functionFailure:
            detail = .functionFailure(
                keyspace: try body.takeString(),
                function: try body.takeString(),
                arguments: try body.takeStringList()
            )
        case Code.alreadyExists:
            detail = .alreadyExists(keyspace: try body.takeString(), table: try body.takeString())
        case Code.unprepared: detail = .unprepared(id: try body.takeShortBytes())
        case Code.unknownOutcome:
            detail = .unknownOutcome(
                try body.takeConsistency(),
                received: try body.takeInt(),
                required: try body.takeInt()
            )
        default: detail = .none
        }
    }

    /// A count in version 4, a reason for each replica in version 5.
    private static func failures(_ body: inout ByteBuffer, _ version: UInt8) throws(CassandraError) -> Int {
        guard version >= 5 else { return try body.takeInt() }
        let count = try body.takeCount(ofAtLeast: 7)
        for _ in 0..<count {
            _ = try body.takeAddress()
            _ = try body.takeShort()
        }
        return count
    }

    /// Appends the bytes.
    package func write(version: UInt8, to body: inout ByteBuffer) {
        body.writeInt(code)
        body.writeNotation(string: message)
        func numbers(_ level: Consistency, _ numbers: Int...) {
            body.writeInteger(level.rawValue)
            for number in numbers { body.writeInt(number) }
        }
        func failures(_ count: Int) {
            body.writeInt(count)
            guard version >= 5 else { return }
            for _ in 0..<count {
                body.writeBytes([4, 127, 0, 0, 1])
                body.writeShort(0)
            }
        }
        switch detail {
        case .none: break
        case .alreadyExists(let keyspace, let table):
            body.writeNotation(string: keyspace)
            body.writeNotation(string: table)
        case .functionFailure(let keyspace, let function, let arguments):
            body.writeNotation(string: keyspace)
            body.writeNotation(string: function)
            body.writeNotation(stringList: arguments)
        case .readFailure(let level, let received, let required, let failed, let hasData):
            numbers(level, received, required)
            failures(failed)
            body.writeInteger(UInt8(hasData ? 1 : 0))
        case .readTimeout(let level, let received, let required, let hasData):
            numbers(level, received, required)
            body.writeInteger(UInt8(hasData ? 1 : 0))
        case .unavailable(let level, let required, let alive): numbers(level, required, alive)
        case .unknownOutcome(let level, let received, let required): numbers(level, received, required)
        case .unprepared(let id): body.writeNotation(shortBytes: id)
        case .writeFailure(let level, let received, let required, let failed, let kind):
            numbers(level, received, required)
            failures(failed)
            body.writeNotation(string: kind)
        case .writeTimeout(let level, let received, let required, let kind):
            numbers(level, received, required)
            body.writeNotation(string: kind)
        }
    }

    /// The numbers of the protocol.
    enum Code {
        static let server = 0x0000
        static let protocolError = 0x000A
        static let credentials = 0x0100
        static let unavailable = 0x1000
        static let overloaded = 0x1001
        static let bootstrapping = 0x1002
        static let truncate = 0x1003
        static let writeTimeout = 0x1100
        static let readTimeout = 0x1200
        static let readFailure = 0x1300
        static let functionFailure = 0x1400
        static let writeFailure = 0x1500
        static let changeCapture = 0x1600
        static let unknownOutcome = 0x1700
        static let syntax = 0x2000
        static let unauthorized = 0x2100
        static let invalid = 0x2200
        static let configuration = 0x2300
        static let alreadyExists = 0x2400
        static let unprepared = 0x2500
    }
}
