@testable import GIRPKI

/// Builds PKCS#12 files part by part, to put into them what no program writes.
struct PKCS12Bytes {
    indirect enum Bag {
        case certificate(Certificate)
        case key(PrivateKey, attributes: [[UInt8]] = [])
        case nested([Bag])
        case raw([UInt8])
    }

    private let bags: [Bag]
    var macIterations = 1000
    var encryptionIterations = 1000
    /// How often the contents stand in the store.
    var copies = 1

    init(_ bags: [Bag]) { self.bags = bags }

    /// The store; everything is encrypted with triple DES unless there is neither password nor MAC.
    func encoded(_ password: Secret?, hasMAC: Bool = true) throws(PKIError) -> [UInt8] {
        let contents = DERWriter.sequence(try bags.map { bag throws(PKIError) in try encoded(bag) })
        let safe = hasMAC ? try encrypted(contents, password) : Self.data(contents)
        let authenticated = DERWriter.sequence(Array(repeating: safe, count: copies))
        guard hasMAC else { return DERWriter.sequence([DERWriter.integer(3), Self.data(authenticated)]) }
        return DERWriter.sequence([DERWriter.integer(3), Self.data(authenticated), try mac(authenticated, password)])
    }

    // A count that nobody computes is put in the place of a right one.
    private func mac(_ contents: [UInt8], _ password: Secret?) throws(PKIError) -> [UInt8] {
        let isReal = Self.computable.contains(macIterations)
        let mac = try PKCS12MAC.encoded(
            contents,
            PKCS12Password(password),
            digestIdentifier: NamedDigest.sha256Identifier,
            salt: [1, 2, 3, 4],
            iterations: isReal ? macIterations : 1
        )
        guard !isReal else { return mac }
        return DERWriter.element(0x30, mac.dropFirst(2).dropLast(3) + Self.integer(macIterations))
    }

    private static let computable = 1...1_000_000

    private func encrypted(_ contents: [UInt8], _ password: Secret?) throws(PKIError) -> [UInt8] {
        let isReal = Self.computable.contains(encryptionIterations)
        let written = PasswordBasedEncryption.tripleDES(
            salt: [5, 6, 7, 8],
            iterations: isReal ? encryptionIterations : 1
        )
        let algorithm = DERWriter.algorithm(
            "1.2.840.113549.1.12.1.3",
            DERWriter.sequence([DERWriter.octetString([5, 6, 7, 8]), Self.integer(encryptionIterations)])
        )
        let info = DERWriter.sequence([
            DERWriter.objectIdentifier(PKCS12Identifier.data),
            algorithm,
            DERWriter.contextSpecific(0, try written.encryption.encrypt(Secret(contents), PKCS12Password(password))),
        ])
        return DERWriter.sequence([
            DERWriter.objectIdentifier(PKCS12Identifier.encryptedData),
            DERWriter.explicit(DERWriter.sequence([DERWriter.integer(0), info])),
        ])
    }

    private func encoded(_ bag: Bag) throws(PKIError) -> [UInt8] {
        switch bag {
        case .certificate(let certificate):
            let value = DERWriter.sequence([
                DERWriter.objectIdentifier(PKCS12Identifier.x509Certificate),
                DERWriter.explicit(DERWriter.octetString(certificate.der)),
            ])
            return Self.bag(PKCS12Identifier.certificateBag, value)
        case .key(let key, let attributes):
            return Self.bag(PKCS12Identifier.keyBag, try key.pkcs8().revealBytes(), attributes)
        case .nested(let bags):
            let value = DERWriter.sequence(try bags.map { bag throws(PKIError) in try encoded(bag) })
            return Self.bag(PKCS12Identifier.safeContentsBag, value)
        case .raw(let bytes):
            return bytes
        }
    }

    private static func bag(_ identifier: String, _ value: [UInt8], _ attributes: [[UInt8]] = []) -> [UInt8] {
        var parts = [DERWriter.objectIdentifier(identifier), DERWriter.explicit(value)]
        if !attributes.isEmpty { parts.append(DERWriter.set(attributes)) }
        return DERWriter.sequence(parts)
    }

    private static func data(_ contents: [UInt8]) -> [UInt8] {
        DERWriter.sequence([
            DERWriter.objectIdentifier(PKCS12Identifier.data), DERWriter.explicit(DERWriter.octetString(contents)),
        ])
    }

    private static func integer(_ value: Int) -> [UInt8] { value < 0 ? [0x02, 0x01, 0xff] : DERWriter.integer(value) }

    /// The store without its last part.
    static func withoutMAC(_ store: [UInt8]) throws(PKIError) -> [UInt8] {
        var outer = DERReader(store)
        var parts = try outer.next(DERTag.sequence).reader
        return DERWriter.element(0x30, Array(try parts.next().encoded) + Array(try parts.next().encoded))
    }

    /// The same in BER: every constructed value of indefinite length, every string of bytes in pieces.
    static func indefinite(_ der: [UInt8]) throws(PKIError) -> [UInt8] {
        var reader = DERReader(der)
        var ber: [UInt8] = []
        while !reader.isAtEnd {
            let value = try reader.next()
            if value.tag & 0x20 != 0 {
                ber += [value.tag, 0x80] + (try indefinite(Array(value.contents))) + [0, 0]
            } else if value.tag == DERTag.octetString || value.tag == DERTag.primitive(0) {
                let middle = value.contents.count / 2
                let pieces = [value.contents.prefix(middle), value.contents.dropFirst(middle)].map {
                    DERWriter.octetString(Array($0))
                }
                ber += [value.tag | 0x20, 0x80] + pieces.joined() + [0, 0]
            } else {
                ber += value.encoded
            }
        }
        return ber
    }
}
