/// A name of a subject alternative name extension or the base of a name constraint, ready to be compared
/// (RFC 5280 §4.2.1.6, §4.2.1.10).
enum NameForm: Sendable, Hashable {
    case directory(CanonicalName)
    case dns(String)
    case email(String)
    /// 4 or 16 bytes of an address; in a constraint followed by as many of the mask.
    case ip([UInt8])
    /// A form that is not understood here: its context-specific tag number.
    case other(UInt8)
    case uri(String)

    /// The kind alone: only names of one kind are compared.
    enum Kind: Hashable, Sendable {
        case directory, dns, email, ip, other(UInt8), uri
    }

    var kind: Kind {
        switch self {
        case .directory: .directory
        case .dns: .dns
        case .email: .email
        case .ip: .ip
        case .other(let number): .other(number)
        case .uri: .uri
        }
    }

    init(_ value: DERValue) throws(PKIError) {
        switch value.tag {
        case DERTag.primitive(1): self = .email(try value.ia5Text)
        case DERTag.primitive(2): self = .dns(try value.ia5Text)
        case DERTag.primitive(6): self = .uri(try value.ia5Text)
        case DERTag.primitive(7): self = .ip(Array(value.contents))
        case DERTag.constructed(4):
            var reader = value.reader
            let name = try reader.next(DERTag.sequence)
            try reader.finish()
            self = .directory(try CanonicalName(name.contents))
        case let tag where tag & 0xc0 == 0x80: self = .other(tag & 0x1f)
        default: throw PKIError(.malformed, "tag 0x\([value.tag].hex) is no kind of name")
        }
    }

    /// The name in words, for messages.
    var text: String {
        switch self {
        case .directory(let name): "directory name " + name.relativeNames.joined().map(\.value).joined(separator: ", ")
        case .dns(let name): "DNS name '\(name)'"
        case .email(let address): "e-mail address '\(address)'"
        case .ip(let bytes) where [8, 32].contains(bytes.count):
            "IP range \(IPAddress.text(Array(bytes.prefix(bytes.count / 2))))/\(IPAddress.text(Array(bytes.suffix(bytes.count / 2))))"
        case .ip(let bytes): "IP address \(IPAddress.text(bytes))"
        case .other(let number): "name of kind \(number)"
        case .uri(let uri): "URI '\(uri)'"
        }
    }
}
