import COpenSSL
import FoundationEssentials

/// One certificate on its way from the template to the signature.
struct CertificateIssuance {
    private let template: CertificateTemplate
    private let publicKey: PublicKey
    private let issuer: DistinguishedName
    private let authorityKey: PublicKey

    init(_ template: CertificateTemplate, for key: PublicKey, issuer: DistinguishedName, authorityKey: PublicKey) {
        self.template = template
        publicKey = key
        self.issuer = issuer
        self.authorityKey = authorityKey
    }

    func signed(with key: PrivateKey) throws(PKIError) -> Certificate {
        try key.checkCanSign()
        let handle = try made(X509_new(), "cannot make a certificate")
        do throws(PKIError) {
            try fill(handle)
            guard X509_sign(handle, key.handle, key.signatureDigest) > 0 else {
                throw openSSLFailure(.cryptography, "cannot sign the certificate")
            }
        } catch {
            X509_free(handle)
            throw error
        }
        return try Certificate(owning: handle)
    }

    private func fill(_ handle: OpaquePointer) throws(PKIError) {
        let what = "cannot fill in the certificate"
        try succeeded(X509_set_version(handle, Int(X509_VERSION_3)), what)
        let serial = try SecureRandom.bytes(16)
        guard let number = BN_bin2bn(serial, Int32(serial.count), nil) else {
            throw openSSLFailure(.cryptography, what)
        }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle)) != nil else {
            throw openSSLFailure(.cryptography, what)
        }
        try succeeded(template.subject.withX509Name { X509_set_subject_name(handle, $0) }, what)
        try succeeded(issuer.withX509Name { X509_set_issuer_name(handle, $0) }, what)
        for (time, field) in [
            (template.notBefore, X509_getm_notBefore(handle)), (template.notAfter, X509_getm_notAfter(handle)),
        ] {
            let seconds = time.timeIntervalSince1970.rounded(.down)
            // ASN1_TIME_set chooses the type by RFC 5280 §4.1.2.5; neither has a year of five digits.
            guard Self.representableSeconds.contains(seconds), ASN1_TIME_set(field, Int(seconds)) != nil else {
                throw PKIError(.invalidParameter, "the validity period lies outside the years 1900 to 9999")
            }
        }
        try succeeded(X509_set_pubkey(handle, publicKey.handle), what)
        for item in extensions { try Self.add(item, to: handle) }
    }

    /// The seconds since 1970 of the years 1900 to 9999.
    private static let representableSeconds = -2_208_988_800.0...253_402_300_799

    private var extensions: [CertificateExtension] {
        var extensions: [CertificateExtension] = []
        let add = { (oid: String, isCritical: Bool, value: [UInt8]) in
            extensions.append(CertificateExtension(oid: oid, isCritical: isCritical, value: value))
        }
        let isCA = template.isCA ? [DERWriter.boolean(true)] : []
        let pathLength = template.isCA ? template.pathLength.map { [DERWriter.integer($0)] } ?? [] : []
        add("2.5.29.19", true, DERWriter.sequence(isCA + pathLength))
        if !keyUsage.isEmpty {
            add("2.5.29.15", true, DERWriter.namedBits(Set(keyUsage.map(\.rawValue))))
        }
        if !template.extendedKeyUsage.isEmpty {
            let purposes = template.extendedKeyUsage.map { DERWriter.objectIdentifier($0.rawValue) }
            add("2.5.29.37", false, DERWriter.sequence(purposes))
        }
        if !template.subjectAlternativeNames.isEmpty {
            // RFC 5280 §4.2.1.6: critical where the subject is empty.
            let names = template.subjectAlternativeNames.map(\.der)
            add("2.5.29.17", template.subject.isEmpty, DERWriter.sequence(names))
        }
        if template.isCA, !template.permittedNames.isEmpty {
            let subtrees = template.permittedNames.map { DERWriter.sequence([$0.base.der]) }
            add("2.5.29.30", true, DERWriter.sequence([DERWriter.element(0xa0, Array(subtrees.joined()))]))
        }
        add("2.5.29.14", false, DERWriter.octetString(publicKey.keyIdentifier))
        add("2.5.29.35", false, DERWriter.sequence([DERWriter.contextSpecific(0, authorityKey.keyIdentifier)]))
        let given = Set(template.extensions.map(\.oid))
        return extensions.filter { !given.contains($0.oid) } + template.extensions
    }

    // Only RSA encrypts: certificates of other keys must not claim it (RFC 8813 §3, RFC 9295 §3, RFC 4055 §1.2).
    private var keyUsage: Set<KeyUsage> {
        let encrypts = publicKey.algorithm.name == "RSA"
        return encrypts ? template.keyUsage : template.keyUsage.subtracting([.keyEncipherment, .dataEncipherment])
    }

    private static func add(_ item: CertificateExtension, to handle: OpaquePointer) throws(PKIError) {
        let what = "cannot add the extension \(item.oid)"
        let object = try made(OBJ_txt2obj(item.oid, 1), what)
        defer { ASN1_OBJECT_free(object) }
        guard let value = ASN1_OCTET_STRING_new() else { throw openSSLFailure(.cryptography, what) }
        defer { ASN1_OCTET_STRING_free(value) }
        try succeeded(ASN1_OCTET_STRING_set(value, item.value, Int32(item.value.count)), what)
        let made = try made(X509_EXTENSION_create_by_OBJ(nil, object, item.isCritical ? 1 : 0, value), what)
        defer { X509_EXTENSION_free(made) }
        try succeeded(X509_add_ext(handle, made, -1), what)
    }
}

extension DistinguishedName {
    /// Lends the name as an X509_NAME for the length of the call.
    func withX509Name<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
        der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let handle = d2i_X509_NAME(nil, &cursor, buffer.count)
            defer { X509_NAME_free(handle) }
            return body(handle)
        }
    }
}

extension PrivateKey {
    /// - Throws: `unsupportedAlgorithm` for a key of a kind that only agrees on secrets, such as X25519.
    func checkCanSign() throws(PKIError) {
        guard EVP_PKEY_can_sign(handle) != 1 else { return }
        throw PKIError(
            .unsupportedAlgorithm,
            "this kind of key cannot sign: \(publicKey.algorithm.name)",
            hint: "make one that can: girctl keystore genkey"
        )
    }

    /// The digest to sign with, as strong as the curve; nil for the Edwards curves, which bring their own.
    var signatureDigest: OpaquePointer? {
        let algorithm = publicKey.algorithm
        return switch algorithm.name {
        case "Ed25519", "Ed448": nil
        case "EC" where algorithm.bits > 384: EVP_sha512()
        case "EC" where algorithm.bits > 256: EVP_sha384()
        default: EVP_sha256()
        }
    }
}

extension PublicKey {
    /// The key identifier of RFC 5280 §4.2.1.2 method 1: the SHA-1 digest of the subject public key's bits.
    public var keyIdentifier: [UInt8] {
        var key: OpaquePointer?
        guard X509_PUBKEY_set(&key, handle) == 1 else { return [] }
        defer { X509_PUBKEY_free(key) }
        var bits: UnsafePointer<UInt8>?
        var count: Int32 = 0
        guard X509_PUBKEY_get0_param(nil, &bits, &count, nil, key) == 1, let bits else { return [] }
        return Digest.sha1([UInt8](UnsafeBufferPointer(start: bits, count: Int(count))))
    }
}
