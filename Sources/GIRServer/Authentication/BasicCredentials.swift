import FoundationEssentials
import GIRPKI
import HTTPTypes

/// A name and a password as a request carries them (RFC 7617).
struct BasicCredentials: Sendable {
    /// What the `Authorization` field of a request says.
    enum Reading: Sendable {
        case absent
        case credentials(BasicCredentials)
        /// Another scheme, or not what the scheme prescribes.
        case malformed
        /// Several fields: the programs on the way may not mean the same one.
        case repeated
    }

    /// The name, as the client wrote it.
    let userName: String
    /// The bytes behind the first colon.
    let password: Secret

    /// Makes credentials.
    init(userName: String, password: Secret) {
        self.userName = userName
        self.password = password
    }

    /// Whether a user can have the name: none is empty or has more than 255 bytes.
    var canBeUser: Bool { (1...255).contains(userName.utf8.count) }

    /// Whether no directory takes the name for that of somebody who is spelt otherwise, but for the case of letters.
    ///
    /// Directories fold compatibility forms, and pass over what is not seen (RFC 4518 §2.2, §2.3): with them guesses at one
    /// account would count as guesses at many.
    var hasOneSpelling: Bool {
        userName.lowercased().unicodeScalars.allSatisfy { scalar in
            let properties = scalar.properties
            return scalar.isASCII || ["ß", "ς"].contains(scalar)
                || !(properties.changesWhenNFKCCaseFolded || properties.isDefaultIgnorableCodePoint)
        }
    }

    /// The longest field that is read, in bytes.
    static let fieldLimit = 8 << 10

    /// Reads the header of a request.
    static func reading(of headers: HTTPFields) -> Reading {
        let fields = headers[values: .authorization]
        guard let field = fields.first else { return .absent }
        guard fields.count == 1 else { return .repeated }
        return BasicCredentials(field: field).map { .credentials($0) } ?? .malformed
    }

    /// Reads `Basic`, in any case of its letters, and the credentials; nil where either is anything else.
    init?(field: String) {
        let scheme = field.prefix { $0 != " " }
        guard field.utf8.count <= Self.fieldLimit, scheme.lowercased() == "basic" else { return nil }
        let encoded = field[scheme.endIndex...].drop { $0 == " " }
        guard Self.isBase64(encoded.utf8), var decoded = Data(base64Encoded: String(encoded)) else { return nil }
        defer { decoded.resetBytes(in: decoded.startIndex..<decoded.endIndex) }
        // Control characters have no place in either part, and could end lines and strings elsewhere.
        guard !decoded.contains(where: { $0 < 0x20 || $0 == 0x7f }),
            let colon = decoded.firstIndex(of: UInt8(ascii: ":")),
            let name = String(validating: decoded[..<colon], as: UTF8.self),
            String(validating: decoded[(colon + 1)...], as: UTF8.self) != nil
        else { return nil }
        userName = name
        password = Secret(decoded[(colon + 1)...])
    }

    /// Whether it is the standard alphabet with its padding: what Foundation reads besides, others do not.
    private static func isBase64(_ text: Substring.UTF8View) -> Bool {
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return !text.isEmpty && text.count.isMultiple(of: 4) && padding <= 2
            && text.dropLast(padding).allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "/"): true
                default: false
                }
            }
    }
}
