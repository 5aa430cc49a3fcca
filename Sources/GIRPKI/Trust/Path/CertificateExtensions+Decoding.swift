// One function for each extension, in the words of the ASN.1 module of RFC 5280 §A.2.
extension CertificateExtensions {
    static func accessLocations(_ reader: inout DERReader) throws(PKIError) -> [String] {
        var issuers: [String] = []
        var sequence = try reader.next(DERTag.sequence).reader
        repeat {
            var description = try sequence.next(DERTag.sequence).reader
            let method = try description.next(DERTag.objectIdentifier).objectIdentifier
            let location = try NameForm(description.next())
            try description.finish()
            // id-ad-caIssuers; the others say where revocation is answered.
            if method == "1.3.6.1.5.5.7.48.2", case .uri(let uri) = location { issuers.append(uri) }
        } while !sequence.isAtEnd
        return issuers
    }

    static func authorityKeyIdentifier(_ reader: inout DERReader) throws(PKIError) -> AuthorityKeyIdentifier {
        var sequence = try reader.next(DERTag.sequence).reader
        let identifier = try sequence.optional(DERTag.primitive(0)).map { Array($0.contents) }
        let issuer = try sequence.optional(DERTag.constructed(1))
        let serialNumber = try sequence.optional(DERTag.primitive(2))
        try sequence.finish()
        return AuthorityKeyIdentifier(
            keyIdentifier: identifier,
            hasIssuer: issuer != nil,
            hasSerialNumber: serialNumber != nil
        )
    }

    static func basicConstraints(_ reader: inout DERReader) throws(PKIError) -> BasicConstraints {
        var sequence = try reader.next(DERTag.sequence).reader
        let isCA = try sequence.optional(DERTag.boolean)?.boolean ?? false
        let pathLength = try sequence.optional(DERTag.integer)?.count
        try sequence.finish()
        return BasicConstraints(isCA: isCA, pathLength: pathLength)
    }

    static func certificatePolicies(_ reader: inout DERReader) throws(PKIError) -> [String] {
        var policies: [String] = []
        var seen: Set<String> = []
        var sequence = try reader.next(DERTag.sequence).reader
        repeat {
            var information = try sequence.next(DERTag.sequence).reader
            let policy = try information.next(DERTag.objectIdentifier).objectIdentifier
            _ = try information.optional(DERTag.sequence)
            try information.finish()
            guard seen.insert(policy).inserted else { throw PKIError(.malformed, "the policy \(policy) occurs twice") }
            policies.append(policy)
        } while !sequence.isAtEnd
        return policies
    }

    static func extendedKeyUsage(_ reader: inout DERReader) throws(PKIError) -> [String] {
        var purposes: [String] = []
        var sequence = try reader.next(DERTag.sequence).reader
        repeat {
            purposes.append(try sequence.next(DERTag.objectIdentifier).objectIdentifier)
        } while !sequence.isAtEnd
        return purposes
    }

    static func keyUsage(_ reader: inout DERReader) throws(PKIError) -> Set<Int> {
        let bits = try reader.next(DERTag.bitString).namedBits
        guard !bits.isEmpty else { throw PKIError(.malformed, "no usage is named") }
        return bits
    }

    static func policyConstraints(_ reader: inout DERReader) throws(PKIError) -> PolicyConstraints {
        var sequence = try reader.next(DERTag.sequence).reader
        let explicit = try sequence.optional(DERTag.primitive(0))?.count
        let mapping = try sequence.optional(DERTag.primitive(1))?.count
        try sequence.finish()
        return PolicyConstraints(requireExplicitPolicy: explicit, inhibitPolicyMapping: mapping)
    }

    static func policyMappings(
        _ reader: inout DERReader
    ) throws(PKIError) -> [(issuer: String, subject: String)] {
        var mappings: [(issuer: String, subject: String)] = []
        var sequence = try reader.next(DERTag.sequence).reader
        repeat {
            var pair = try sequence.next(DERTag.sequence).reader
            let issuer = try pair.next(DERTag.objectIdentifier).objectIdentifier
            mappings.append((issuer, try pair.next(DERTag.objectIdentifier).objectIdentifier))
            try pair.finish()
        } while !sequence.isAtEnd
        return mappings
    }

    static func subjectAlternativeNames(_ reader: inout DERReader) throws(PKIError) -> [NameForm] {
        var names: [NameForm] = []
        var sequence = try reader.next(DERTag.sequence).reader
        repeat {
            names.append(try NameForm(sequence.next()))
        } while !sequence.isAtEnd
        return names
    }
}
