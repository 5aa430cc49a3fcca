/// A name of a subject alternative name extension (RFC 5280 §4.2.1.6).
public enum GeneralName: Sendable, Hashable, CustomStringConvertible {
    /// An X.500 name.
    case directoryName(DistinguishedName)
    /// A DNS name as it is written in the certificate, wildcard included.
    case dns(String)
    /// An e-mail address.
    case email(String)
    /// An IP address: 4 or 16 bytes; other lengths occur in faulty certificates.
    case ip([UInt8])
    /// A kind of name that is not compared with anything here.
    case other
    /// A URI.
    case uri(String)

    /// `dns:host`, `ip:10.0.0.1` and so on, as the command line takes it.
    public var description: String {
        switch self {
        case .directoryName(let name): "directory:\(name)"
        case .dns(let name): "dns:\(name)"
        case .email(let address): "email:\(address)"
        case .ip(let bytes): "ip:\(IPAddress.text(bytes))"
        case .other: "other"
        case .uri(let uri): "uri:\(uri)"
        }
    }

    /// Reads `dns:host`, `ip:address`, `email:address` or `uri:…` as the command line takes it.
    ///
    /// - Throws: `invalidParameter` for another prefix, a DNS name with characters that none can have, or an address
    ///   that is none.
    public init(_ text: String) throws(PKIError) {
        let hint = "write dns:HOST, ip:ADDRESS, email:ADDRESS or uri:URI"
        guard let colon = text.firstIndex(of: ":") else {
            throw PKIError(.invalidParameter, "'\(text)' does not say what kind of name it is", hint: hint)
        }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon].lowercased() {
        case "dns" where IPAddress.bytes(value) != nil:
            throw PKIError(.invalidParameter, "'\(value)' is an IP address, not a DNS name", hint: "write ip:\(value)")
        case "dns" where GeneralName.isDNSName(value): self = .dns(value)
        case "dns":
            throw PKIError(
                .invalidParameter,
                "'\(value)' is not a DNS name",
                hint: "letters, digits, hyphens and dots; write other scripts in their xn-- form"
            )
        case "email" where value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } && value.contains("@"): self = .email(value)
        case "ip":
            guard let bytes = IPAddress.bytes(value) else {
                throw PKIError(
                    .invalidParameter,
                    "'\(value)' is not an IP address",
                    hint: "as in ip:10.0.0.1 or ip:::1"
                )
            }
            self = .ip(bytes)
        case "uri" where !value.isEmpty && value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }): self = .uri(value)
        default: throw PKIError(.invalidParameter, "'\(text)' is not a name for a certificate", hint: hint)
        }
    }

    /// The name in DER with its context-specific tag.
    var der: [UInt8] {
        switch self {
        case .directoryName(let name): DERWriter.element(0xa4, name.der)
        case .dns(let name): DERWriter.contextSpecific(2, Array(name.utf8))
        case .email(let address): DERWriter.contextSpecific(1, Array(address.utf8))
        case .ip(let bytes): DERWriter.contextSpecific(7, bytes)
        case .other: []
        case .uri(let uri): DERWriter.contextSpecific(6, Array(uri.utf8))
        }
    }

    private static func isDNSName(_ name: String) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        let labels = (name.hasPrefix("*.") ? name.dropFirst(2) : name[...]).split(
            separator: ".",
            omittingEmptySubsequences: false
        )
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    switch $0 {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
    }
}
