/// Finds the end of a secret key in JCEKS, which has no length: it is a Java object in Java's serialization format.
///
/// Only the one class that the JDK writes is walked through, field by field; no other class is accepted and nothing is
/// ever made from what the stream names. (Java Object Serialization Specification §6.4.)
struct SealedObjectReader {
    private var reader: BigEndianReader
    private let alias: String
    private var handles: [Handle] = []

    private enum Handle {
        case bytes
        case description(ClassDescription)
        case object
        case text
    }

    private struct ClassDescription {
        let name: String
        /// The type codes of the fields: `[` for arrays, `L` for objects.
        let fields: [UInt8]
    }

    private enum Code {
        static let null: UInt8 = 0x70
        static let reference: UInt8 = 0x71
        static let description: UInt8 = 0x72
        static let object: UInt8 = 0x73
        static let string: UInt8 = 0x74
        static let array: UInt8 = 0x75
        static let end: UInt8 = 0x78
    }

    /// Sealed keys have at most five fields, each of which leaves a few objects behind.
    private static let handleLimit = 64
    private static let header = 0xaced_0005
    private static let outerClass = "com.sun.crypto.provider.SealedObjectForKeyProtector"
    private static let innerClass = "javax.crypto.SealedObject"

    /// Moves the reader behind the object; throws `unsupportedFormat` for an object of another class.
    static func skip(_ reader: inout BigEndianReader, alias: String) throws(PKIError) {
        var object = SealedObjectReader(reader: reader, alias: alias)
        try object.skipObject()
        reader = object.reader
    }

    private init(reader: BigEndianReader, alias: String) {
        self.reader = reader
        self.alias = alias
    }

    private mutating func skipObject() throws(PKIError) {
        guard try reader.int() & 0xffff_ffff == Self.header, try reader.byte() == Code.object else {
            throw malformed("is no serialized object")
        }
        let outer = try newDescription(Self.outerClass)
        let inner = try newDescription(Self.innerClass)
        guard try reader.byte() == Code.null else { throw malformed("has a class above '\(inner.name)'") }
        try remember(.object)
        // Superclasses come first.
        for field in inner.fields + outer.fields { try skipValue(field) }
    }

    private mutating func newDescription(_ expected: String) throws(PKIError) -> ClassDescription {
        guard try reader.byte() == Code.description else { throw malformed("has no class") }
        let name = try reader.string()
        guard name == expected else {
            throw PKIError(
                .unsupportedFormat,
                "the secret key '\(alias)' is an object of class '\(name)', expected '\(expected)'"
            )
        }
        return try description(name)
    }

    // What follows a class name: serial number, flags, fields, annotations.
    private mutating func description(_ name: String) throws(PKIError) -> ClassDescription {
        _ = try reader.run(8)
        let position = handles.count
        try remember(.object)
        // SC_SERIALIZABLE alone: no data that only the class itself could read.
        guard try reader.byte() == 0x02 else { throw malformed("has a class that writes data of its own") }
        var fields: [UInt8] = []
        for _ in 0..<(try reader.short()) {
            let type = try reader.byte()
            guard type == UInt8(ascii: "[") || type == UInt8(ascii: "L") else {
                throw malformed("has a field that is neither object nor array")
            }
            _ = try reader.string()
            try skipValue(UInt8(ascii: "L"))
            fields.append(type)
        }
        guard try reader.byte() == Code.end else { throw malformed("has an annotated class") }
        let description = ClassDescription(name: name, fields: fields)
        handles[position] = .description(description)
        return description
    }

    private mutating func skipValue(_ type: UInt8) throws(PKIError) {
        switch try reader.byte() {
        case Code.null:
            break
        case Code.string where type == UInt8(ascii: "L"):
            _ = try reader.string()
            try remember(.text)
        case Code.array where type == UInt8(ascii: "["):
            try skipBytes()
        case Code.reference:
            switch (try handle(), type) {
            case (.text, UInt8(ascii: "L")), (.bytes, UInt8(ascii: "[")): break
            default: throw malformed("refers to a part of another kind")
            }
        default:
            throw malformed("has a field that is neither text nor bytes")
        }
    }

    private mutating func skipBytes() throws(PKIError) {
        let array: ClassDescription
        switch try reader.byte() {
        case Code.description:
            array = try description(try reader.string())
            guard try reader.byte() == Code.null else { throw malformed("has an array with a class above it") }
        case Code.reference:
            guard case .description(let known) = try handle() else { throw malformed("has an array without a class") }
            array = known
        default:
            throw malformed("has an array without a class")
        }
        guard array.name == "[B", array.fields.isEmpty else { throw malformed("has an array of something but bytes") }
        try remember(.bytes)
        _ = try reader.run(try reader.int())
    }

    private mutating func handle() throws(PKIError) -> Handle {
        let index = try reader.int() - 0x7e_0000
        guard handles.indices.contains(index) else { throw malformed("refers to a part that is not there") }
        return handles[index]
    }

    private mutating func remember(_ handle: Handle) throws(PKIError) {
        guard handles.count < Self.handleLimit else {
            throw PKIError(.limitExceeded, "the secret key '\(alias)' has more than \(Self.handleLimit) parts")
        }
        handles.append(handle)
    }

    private func malformed(_ what: String) -> PKIError { PKIError(.malformed, "the secret key '\(alias)' \(what)") }
}
