import COpenSSL
import FoundationEssentials
import Testing

@testable import GIRPKI

/// Encodings that tests put into certificates.
enum ASN1 {
    static func basicConstraints(_ isCA: Bool, _ pathLength: Int? = nil) -> [UInt8] {
        DERWriter.sequence((isCA ? [DERWriter.boolean(true)] : []) + (pathLength.map { [DERWriter.integer($0)] } ?? []))
    }

    static func purposes(_ oids: [String]) -> [UInt8] { DERWriter.sequence(oids.map(DERWriter.objectIdentifier)) }

    static func policies(_ oids: [String]) -> [UInt8] {
        DERWriter.sequence(oids.map { DERWriter.sequence([DERWriter.objectIdentifier($0)]) })
    }

    /// `dns:`, `ip:`, `email:`, `uri:`, `dn:` or `other:` and the name; unlike the product it encodes wrong names too.
    static func name(_ text: String) throws -> [UInt8] {
        let colon = try #require(text.firstIndex(of: ":"))
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "dns": return DERWriter.contextSpecific(2, Array(value.utf8))
        case "email": return DERWriter.contextSpecific(1, Array(value.utf8))
        case "uri": return DERWriter.contextSpecific(6, Array(value.utf8))
        case "dn": return DERWriter.element(0xa4, try DistinguishedName(value).der)
        case "other":
            let inner = DERWriter.element(0xa0, DERWriter.element(0x0c, Array(value.utf8)))
            return DERWriter.element(0xa0, DERWriter.objectIdentifier("1.2.3.4") + inner)
        default:
            // "10.0.0.1", and in constraints "10.0.0.0/255.0.0.0"; hexadecimal where it is neither.
            let parts = value.split(separator: "/").map(String.init)
            return DERWriter.contextSpecific(7, try parts.flatMap { try IPAddress.bytes($0) ?? bytes(hex: $0) })
        }
    }

    static func nameConstraints(permitted: [String] = [], excluded: [String] = []) throws -> [UInt8] {
        let subtrees = { (tag: UInt8, names: [String]) throws -> [[UInt8]] in
            guard !names.isEmpty else { return [] }
            return [DERWriter.element(tag, Array(try names.map { DERWriter.sequence([try name($0)]) }.joined()))]
        }
        return DERWriter.sequence(try subtrees(0xa0, permitted) + subtrees(0xa1, excluded))
    }

    static func bytes(hex: String) throws -> [UInt8] {
        let digits = Array(hex.utf8)
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            try #require(
                UInt8(String(decoding: digits[index..<min(index + 2, digits.count)], as: UTF8.self), radix: 16)
            )
        }
    }

    static func encoded(_ item: CertificateExtension) -> [UInt8] {
        DERWriter.sequence(
            [DERWriter.objectIdentifier(item.oid)] + (item.isCritical ? [DERWriter.boolean(true)] : [])
                + [DERWriter.octetString(item.value)]
        )
    }

    /// GeneralizedTime, whatever the year.
    static func time(_ date: Date) -> [UInt8] {
        DERWriter.element(0x18, Array(date.formatted(.iso8601).filter { !"-:T".contains($0) }.utf8))
    }

    static func signatureAlgorithm(of key: PrivateKey, digest: String) -> [UInt8] {
        let oids = [
            "RSA SHA1": "1.2.840.113549.1.1.5", "RSA SHA256": "1.2.840.113549.1.1.11",
            "RSA MD5": "1.2.840.113549.1.1.4", "EC SHA1": "1.2.840.10045.4.1", "EC SHA256": "1.2.840.10045.4.3.2",
        ]
        let name = key.publicKey.algorithm.name
        let oid = DERWriter.objectIdentifier(oids["\(name) \(digest)"] ?? "1.2.3")
        return DERWriter.sequence(name == "RSA" ? [oid, [0x05, 0x00]] : [oid])
    }

    static func signature(on bytes: [UInt8], by key: PrivateKey, digest: String) throws -> [UInt8] {
        let context = try #require(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        try #require(EVP_DigestSignInit_ex(context, nil, digest, nil, nil, key.handle, nil) == 1)
        var count = 0
        try #require(EVP_DigestSign(context, nil, &count, bytes, bytes.count) == 1)
        var signature = [UInt8](repeating: 0, count: count)
        try #require(EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1)
        return Array(signature[..<count])
    }
}
