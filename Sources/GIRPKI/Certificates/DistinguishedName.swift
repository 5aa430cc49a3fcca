import COpenSSL

/// An X.500 name: of a subject, an issuer or a directory entry (RFC 5280 §4.1.2.4).
public struct DistinguishedName: Sendable, Hashable, CustomStringConvertible {
    /// The name in DER, as it stands in the certificate.
    public let der: [UInt8]
    /// The name as keytool prints it: most specific part first, `CN=host, O=Company`.
    public let description: String
    /// The values of the common name attributes, in the order of the encoding.
    public let commonNames: [String]

    /// Whether there are no attributes at all.
    public var isEmpty: Bool { description.isEmpty }

    /// Reads the X509_NAME, which stays the caller's.
    init(reading name: OpaquePointer?) throws(PKIError) {
        der = try encoded("cannot encode a name") { i2d_X509_NAME(name, $0) }
        var parts: [(set: Int32, text: String)] = []
        var common: [String] = []
        for index in 0..<X509_NAME_entry_count(name) {
            guard let entry = X509_NAME_get_entry(name, index) else { continue }
            let type = dotted(X509_NAME_ENTRY_get_object(entry))
            let value = text(of: X509_NAME_ENTRY_get_data(entry)) ?? ""
            if type == Self.commonName { common.append(value) }
            parts.append((X509_NAME_ENTRY_set(entry), "\(Self.keywords[type] ?? type)=\(Self.escaped(value))"))
        }
        commonNames = common
        // Attributes of one set form one relative name and are joined by "+" (RFC 4514 §2.2).
        var relativeNames: [String] = []
        for (index, part) in parts.enumerated() {
            if index > 0, parts[index - 1].set == part.set, let last = relativeNames.popLast() {
                relativeNames.append("\(last)+\(part.text)")
            } else {
                relativeNames.append(part.text)
            }
        }
        description = relativeNames.reversed().joined(separator: ", ")
    }

    /// One attribute of a name: the object identifier of its type, and its value.
    typealias Attribute = (type: String, value: String)

    /// Builds the name from relative names in the order of the encoding, the most general one first.
    ///
    /// The attributes of one relative name take the order that DER gives a set.
    init(relativeNames: [[Attribute]]) throws(PKIError) {
        let name = try made(X509_NAME_new(), "cannot make a name")
        defer { X509_NAME_free(name) }
        for attributes in relativeNames {
            for (index, attribute) in attributes.enumerated() {
                try Self.append(attribute, to: name, joined: index > 0)
            }
        }
        // Read back, for only the encoding sorts the sets.
        let der = try encoded("cannot encode a name") { i2d_X509_NAME(name, $0) }
        let sorted: OpaquePointer? = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_X509_NAME(nil, &cursor, buffer.count)
        }
        defer { X509_NAME_free(sorted) }
        try self.init(reading: try made(sorted, "cannot read a name"))
    }

    private static func append(
        _ attribute: Attribute,
        to name: OpaquePointer,
        joined isJoined: Bool
    ) throws(PKIError) {
        let bytes = Array(attribute.value.utf8)
        let status = X509_NAME_add_entry_by_txt(
            name,
            attribute.type,
            MBSTRING_UTF8,
            bytes,
            Int32(clamping: bytes.count),
            -1,
            // Into the set of the one before, or into a new one.
            isJoined ? -1 : 0
        )
        guard status == 1 else {
            throw openSSLFailure(
                .invalidParameter,
                "'\(attribute.value)' cannot be the value of \(keywords[attribute.type] ?? attribute.type)",
                hint: "a country is two letters, a common name at most 64 characters"
            )
        }
    }

    static let commonName = "2.5.4.3"

    /// The keywords of RFC 4514 §3, RFC 2253 and of Java's `X500Name`, by object identifier.
    static let keywords = [
        "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "EMAILADDRESS",
        "2.5.4.3": "CN", "2.5.4.4": "SURNAME", "2.5.4.5": "SERIALNUMBER", "2.5.4.6": "C", "2.5.4.7": "L",
        "2.5.4.8": "ST", "2.5.4.9": "STREET", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "T",
        "2.5.4.42": "GIVENNAME", "2.5.4.46": "DNQUALIFIER",
    ]

    // RFC 4514 §2.4. Control characters too, so that a hostile name cannot write to the terminal.
    private static func escaped(_ value: String) -> String {
        let scalars = Array(value.unicodeScalars)
        var text = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let isEdge = index == 0 || index == scalars.count - 1
            switch scalar {
            case ",", "+", "\"", "\\", "<", ">", ";":
                text.append(contentsOf: ["\\", scalar])
            case " " where isEdge, "#" where index == 0:
                text.append(contentsOf: ["\\", scalar])
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
                for byte in String(scalar).utf8 { text.append(contentsOf: "\\\([byte].hex)".unicodeScalars) }
            default:
                text.append(scalar)
            }
        }
        return String(text)
    }
}
