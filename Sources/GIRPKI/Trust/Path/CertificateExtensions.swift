/// The extensions of a certificate, decoded (RFC 5280 §4.2).
struct CertificateExtensions: Sendable {
    var accessLocations: [String] = []
    var authorityKeyIdentifier: AuthorityKeyIdentifier?
    var basicConstraints: BasicConstraints?
    var certificatePolicies: [String]?
    var extendedKeyUsage: [String]?
    var inhibitAnyPolicy: Int?
    var keyUsage: Set<Int>?
    var nameConstraints: NameConstraints?
    var policyConstraints: PolicyConstraints?
    var policyMappings: [(issuer: String, subject: String)] = []
    var subjectAlternativeNames: [NameForm]?
    var subjectKeyIdentifier: [UInt8]?

    /// What stands there, in the order of the encoding.
    private(set) var present: [(oid: String, isCritical: Bool)] = []
    /// The extensions that cannot be read, and why.
    private(set) var defects: [(oid: String, reason: String)] = []

    struct AuthorityKeyIdentifier: Sendable, Hashable {
        var keyIdentifier: [UInt8]?
        var hasIssuer = false
        var hasSerialNumber = false
    }

    struct BasicConstraints: Sendable, Hashable {
        var isCA: Bool
        var pathLength: Int?
    }

    struct PolicyConstraints: Sendable, Hashable {
        var requireExplicitPolicy: Int?
        var inhibitPolicyMapping: Int?
    }

    init() {}

    /// Decodes the contents of `Extensions`; one that cannot be read becomes a defect, the others are still decoded.
    init(_ contents: ArraySlice<UInt8>) throws(PKIError) {
        var sequence = DERReader(contents)
        guard !sequence.isAtEnd else { throw PKIError(.malformed, "the list of extensions is empty") }
        var seen: Set<String> = []
        while !sequence.isAtEnd {
            var item = try sequence.next(DERTag.sequence).reader
            let oid = try item.next(DERTag.objectIdentifier).objectIdentifier
            let isCritical = try item.optional(DERTag.boolean)?.boolean ?? false
            let value = try item.next(DERTag.octetString).contents
            try item.finish()
            guard seen.insert(oid).inserted else {
                throw PKIError(.malformed, "the extension \(ExtensionOID.name(oid)) occurs twice")
            }
            present.append((oid, isCritical))
            do throws(PKIError) {
                try decode(oid, value)
            } catch {
                defects.append((oid, error.reason))
            }
        }
    }

    /// Whether the extension is there and critical.
    func isCritical(_ oid: String) -> Bool { present.contains { $0.oid == oid && $0.isCritical } }

    private mutating func decode(_ oid: String, _ value: ArraySlice<UInt8>) throws(PKIError) {
        var reader = DERReader(value)
        switch oid {
        case ExtensionOID.authorityInformationAccess: accessLocations = try Self.accessLocations(&reader)
        case ExtensionOID.authorityKeyIdentifier: authorityKeyIdentifier = try Self.authorityKeyIdentifier(&reader)
        case ExtensionOID.basicConstraints: basicConstraints = try Self.basicConstraints(&reader)
        case ExtensionOID.certificatePolicies: certificatePolicies = try Self.certificatePolicies(&reader)
        case ExtensionOID.extendedKeyUsage: extendedKeyUsage = try Self.extendedKeyUsage(&reader)
        case ExtensionOID.inhibitAnyPolicy: inhibitAnyPolicy = try reader.next(DERTag.integer).count
        case ExtensionOID.keyUsage: keyUsage = try Self.keyUsage(&reader)
        case ExtensionOID.nameConstraints: nameConstraints = try NameConstraints(&reader)
        case ExtensionOID.policyConstraints: policyConstraints = try Self.policyConstraints(&reader)
        case ExtensionOID.policyMappings: policyMappings = try Self.policyMappings(&reader)
        case ExtensionOID.subjectAlternativeName: subjectAlternativeNames = try Self.subjectAlternativeNames(&reader)
        case ExtensionOID.subjectKeyIdentifier:
            subjectKeyIdentifier = Array(try reader.next(DERTag.octetString).contents)
        default: return
        }
        try reader.finish()
    }
}
