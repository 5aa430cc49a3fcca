/// Reads PKCS#12 (RFC 7292), of every maker.
///
///     PFX                SEQUENCE { version 3, authSafe ContentInfo, macData MacData OPTIONAL }
///     authSafe           data: AuthenticatedSafe, a SEQUENCE OF ContentInfo
///     each of them       data or encryptedData: SafeContents, a SEQUENCE OF SafeBag
///     SafeBag            SEQUENCE { kind, value [0], attributes SET OPTIONAL }
///
/// The structure is walked here and not by OpenSSL's reader of PKCS#12: that one knows neither PBMAC1 nor deeply nested
/// strings, and starts to compute before anybody has seen the iteration counts. All cryptography is OpenSSL's.
struct PKCS12Decoder {
    /// The bags that are no entries, each in DER.
    private(set) var otherBags: [[UInt8]] = []
    /// The oldest Java that undoes the store's encryption and integrity check.
    private(set) var protection = JavaSupport.since5

    private let storePassword: Secret?
    private var password: PKCS12Password
    private var budget = IterationBudget()
    private var bags: [SafeBag] = []
    private var isVerified = false
    private var isProtected = false

    init(password: Secret?) {
        storePassword = password
        self.password = PKCS12Password(password)
    }

    /// What the store is to be written with, so that the Java that opens it now opens it then.
    var profile: PKCS12Profile { isProtected && protection == .since5 ? .java8 : .modern }

    mutating func decode(_ bytes: [UInt8]) throws(PKIError) -> [KeyStoreEntry] {
        let contents = try authenticatedSafe(bytes)
        var safes = try Self.sequence(contents)
        while !safes.isAtEnd { try readSafe(try safes.next(DERTag.sequence)) }
        var assembly = PKCS12Assembly(bags, storePassword: storePassword, budget)
        let entries = try assembly.entries()
        if !isVerified, password.isGiven { try checkKeys(of: entries) }
        return entries
    }

    // Where neither a MAC nor an encrypted safe has asked for the password, only the keys can say that it is wrong; else a
    // change would leave a store with two passwords.
    private func checkKeys(of entries: [KeyStoreEntry]) throws(PKIError) {
        let keys = entries.filter { $0.kind == .privateKey }.prefix(Self.checkedKeys)
        guard keys.isEmpty || keys.contains(where: { (try? $0.privateKey(keyPassword: nil)) != nil }) else {
            throw undecryptable
        }
    }

    // Each may cost all the rounds that a file is granted.
    private static let checkedKeys = 4

    private mutating func authenticatedSafe(_ bytes: [UInt8]) throws(PKIError) -> [UInt8] {
        var pfx = try Self.sequence(bytes)
        let version = try pfx.next(DERTag.integer).count
        guard version == 3 else {
            throw PKIError(.unsupportedFormat, "PKCS#12 version \(version) is unknown, expected 3")
        }
        let (type, content) = try Self.contentInfo(try pfx.next(DERTag.sequence))
        guard type == PKCS12Identifier.data else {
            throw .unknownAlgorithm("the keystore's integrity is protected", type)
        }
        guard let content else { throw PKIError(.malformed, "the keystore has no contents") }
        let safe = try Self.octets(content)
        if !pfx.isAtEnd {
            let mac = try PKCS12MAC(try pfx.next(DERTag.sequence))
            try check(mac, over: safe)
        }
        try pfx.finish()
        return safe
    }

    // A store that was made with an empty password or none is opened without one; every other is not read unchecked.
    private mutating func check(_ mac: PKCS12MAC, over contents: [UInt8]) throws(PKIError) {
        note(mac.javaSupport)
        for candidate in password.candidates where try mac.isRight(contents, candidate, password.utf8, &budget) {
            password.prefer(candidate)
            isVerified = true
            return
        }
        throw undecryptable
    }

    private mutating func note(_ support: JavaSupport) {
        isProtected = true
        protection = max(protection, support)
    }

    private mutating func readSafe(_ safe: DERValue) throws(PKIError) {
        let (type, content) = try Self.contentInfo(safe)
        // A ContentInfo may have no content at all (RFC 2315 §7).
        guard let content else { return }
        switch type {
        case PKCS12Identifier.data:
            try readBags(try Self.sequence(try Self.octets(content)), depth: 0)
        case PKCS12Identifier.encryptedData:
            try readEncrypted(content)
        case PKCS12Identifier.envelopedData:
            throw PKIError(.unsupportedAlgorithm, "the keystore is encrypted for a certificate, expected a password")
        default:
            throw .unknownAlgorithm("the keystore is encrypted", type)
        }
    }

    // EncryptedData: SEQUENCE { version, SEQUENCE { type, algorithm, content [0] IMPLICIT OCTET STRING } }
    private mutating func readEncrypted(_ content: DERValue) throws(PKIError) {
        var data = content.reader
        _ = try data.next(DERTag.integer)
        var info = try data.next(DERTag.sequence).reader
        let type = try info.next(DERTag.objectIdentifier).objectIdentifier
        guard type == PKCS12Identifier.data else { throw .unknownAlgorithm("the keystore holds contents", type) }
        let encryption = try PasswordBasedEncryption(AlgorithmIdentifier(try info.next(DERTag.sequence)))
        guard !info.isAtEnd else { return }
        let ciphertext = try Self.implicitOctets(try info.next())
        note(encryption.javaSupport)
        guard let plain = try encryption.decrypt(ciphertext, password, &budget) else { throw undecryptable }
        do {
            try BERNormalizer.normalized(plain).withArray { contents throws(PKIError) in
                var outer = DERReader(contents)
                try readBags(try outer.next(DERTag.sequence).reader, depth: 0)
            }
            isVerified = true
        } catch {
            // Where no MAC has proved the password, noise with a right padding by chance looks like any other damage.
            guard !isVerified, [.malformed, .truncated].contains(error.code) else { throw error }
            throw undecryptable
        }
    }

    private var undecryptable: PKIError { password.isGiven ? .tamperedKeyStore : .storePasswordRequired }

    private mutating func readBags(_ contents: DERReader, depth: Int) throws(PKIError) {
        guard depth < KeyStoreLimits.nesting else {
            throw PKIError(.limitExceeded, "bags are nested more than \(KeyStoreLimits.nesting) deep")
        }
        var contents = contents
        var isFirst = true
        while !contents.isAtEnd {
            let encoded = try contents.next(DERTag.sequence)
            var bag = encoded.reader
            let identifier = try bag.next(DERTag.objectIdentifier).objectIdentifier
            var explicit = try bag.next(DERTag.constructed(0)).reader
            let value = try explicit.next()
            try explicit.finish()
            let attributes = try bag.optional(DERTag.set)
            try bag.finish()
            if identifier == PKCS12Identifier.safeContentsBag {
                guard value.tag == DERTag.sequence else { throw PKIError(.malformed, "a bag of bags is no sequence") }
                try readBags(value.reader, depth: depth + 1)
            } else {
                guard bags.count < KeyStoreLimits.entries else { throw .tooManyEntries }
                let read = try SafeBag(
                    encoded,
                    identifier: identifier,
                    value: value,
                    attributes: attributes?.reader,
                    isNested: depth > 0,
                    isFirst: isFirst
                )
                if case .other(let der) = read.value { otherBags.append(der) }
                if case .shroudedKey(let encrypted) = read.value { note(try Self.javaSupport(of: encrypted)) }
                bags.append(read)
            }
            isFirst = false
        }
    }

    private static func javaSupport(of key: [UInt8]) throws(PKIError) -> JavaSupport {
        let algorithm = try EncryptedPrivateKeyInfo(key).algorithm
        return (try? PasswordBasedEncryption(algorithm))?.javaSupport ?? .unsupported
    }

    // The type and what is inside the explicit tag.
    private static func contentInfo(_ value: DERValue) throws(PKIError) -> (type: String, content: DERValue?) {
        var reader = value.reader
        let type = try reader.next(DERTag.objectIdentifier).objectIdentifier
        guard var explicit = try reader.optional(DERTag.constructed(0))?.reader else { return (type, nil) }
        let content = try explicit.next()
        try explicit.finish()
        try reader.finish()
        return (type, content)
    }

    private static func octets(_ value: DERValue) throws(PKIError) -> [UInt8] {
        guard value.tag == DERTag.octetString else {
            throw PKIError(.malformed, "contents are not a string of bytes")
        }
        return Array(value.contents)
    }

    // An implicit tag hides the string's own, so that pieces of it could not be joined before.
    private static func implicitOctets(_ value: DERValue) throws(PKIError) -> [UInt8] {
        if value.tag == DERTag.primitive(0) { return Array(value.contents) }
        guard value.tag == DERTag.constructed(0) else {
            throw PKIError(.malformed, "encrypted contents are not a string of bytes")
        }
        var octets: [UInt8] = []
        var pieces = value.reader
        while !pieces.isAtEnd { octets += try pieces.next(DERTag.octetString).contents }
        return octets
    }

    private static func sequence(_ bytes: [UInt8]) throws(PKIError) -> DERReader {
        var outer = DERReader(try BERNormalizer.normalized(bytes))
        return try outer.next(DERTag.sequence).reader
    }
}
