/// Writes PKCS#12 in the arrangement of Java: keys each encrypted for itself, all certificates encrypted together.
struct PKCS12Encoder {
    private let storePassword: Secret
    private let password: PKCS12Password
    private let profile: PKCS12Profile

    init(password: Secret, profile: PKCS12Profile) {
        storePassword = password
        self.password = PKCS12Password(password)
        self.profile = profile
    }

    func encode(
        _ entries: [KeyStoreEntry],
        _ otherBags: [[UInt8]],
        random: (Int) throws(PKIError) -> [UInt8]
    ) throws(PKIError) -> [UInt8] {
        var (keys, certificates): ([[UInt8]], [[UInt8]]) = ([], [])
        var identifiers: Set<[UInt8]> = []
        for entry in entries {
            switch entry.content {
            case .certificate:
                for certificate in entry.certificates.prefix(1) {
                    certificates.append(bag(certificate, trustedAttributes(entry)))
                }
            case .key(let material):
                let identifier = uniqueIdentifier(entry, &identifiers)
                let encrypted = try material.encoded(entry.alias, storePassword: storePassword) {
                    info,
                    password throws(PKIError) in try seal(info, password, random: random)
                }
                let attributes = keyAttributes(entry, identifier)
                keys.append(bag(PKCS12Identifier.shroudedKeyBag, encrypted, attributes + entry.attributes))
                for (position, certificate) in entry.certificates.enumerated() {
                    certificates.append(bag(certificate, position == 0 ? attributes : []))
                }
            case .secret(let material):
                let identifier = uniqueIdentifier(entry, &identifiers)
                let attributes = keyAttributes(entry, identifier) + entry.attributes
                keys.append(try bag(material, entry.alias, attributes, random: random))
            }
        }
        certificates += otherBags
        var safes: [[UInt8]] = []
        if !keys.isEmpty { safes.append(data(DERWriter.sequence(keys))) }
        if !certificates.isEmpty { safes.append(try encrypted(DERWriter.sequence(certificates), random: random)) }
        let contents = DERWriter.sequence(safes)
        let mac = try PKCS12MAC.encoded(
            contents,
            password,
            digestIdentifier: profile.macDigest,
            salt: try random(profile.saltLength),
            iterations: profile.macIterations
        )
        return DERWriter.sequence([DERWriter.integer(3), data(contents), mac])
    }

    /// The bytes of a store of trusted certificates, always the same for the same entries and password.
    func encodeReproducibly(_ entries: [KeyStoreEntry]) throws(PKIError) -> [UInt8] {
        let contents = entries.flatMap { entry in
            entry.certificates.prefix(1).flatMap { bag($0, trustedAttributes(entry)) }
        }
        var salts = try DerivedSalts(password, contents: Array(profile.rawValue.utf8) + contents)
        return try encode(entries, []) { count throws(PKIError) in try salts.next(count) }
    }

    /// An EncryptedPrivateKeyInfo in the profile's way.
    private func seal(
        _ info: Secret,
        _ password: Secret,
        random: (Int) throws(PKIError) -> [UInt8]
    ) throws(PKIError) -> [UInt8] {
        let (encryption, algorithm) = try profile.encryption(random: random)
        return EncryptedPrivateKeyInfo.encoded(algorithm, try encryption.encrypt(info, PKCS12Password(password)))
    }

    // A secret that Java wrote is an encrypted key in disguise and follows the store password; others stay as they are.
    private func bag(
        _ material: SecretMaterial,
        _ alias: String,
        _ attributes: [[UInt8]],
        random: (Int) throws(PKIError) -> [UInt8]
    ) throws(PKIError) -> [UInt8] {
        switch material {
        case .sealed:
            throw PKIError(.wrongEntryKind, "'\(alias)' is a secret key of a JCEKS keystore, which PKCS12 cannot hold")
        case .plain(let info):
            let value = DERWriter.octetString(try seal(info, storePassword, random: random))
            return bag(PKCS12Identifier.secretBag, typed(PKCS12Identifier.shroudedKeyBag, value), attributes)
        case .bag(let type, let value, let former):
            if let former, former != storePassword, let opened = try? material.unsealed(alias),
                case .plain = opened
            {
                return try bag(opened, alias, attributes, random: random)
            }
            return bag(PKCS12Identifier.secretBag, typed(type, value), attributes)
        }
    }

    private func bag(_ certificate: Certificate, _ attributes: [[UInt8]]) -> [UInt8] {
        let value = typed(PKCS12Identifier.x509Certificate, DERWriter.octetString(certificate.der))
        return bag(PKCS12Identifier.certificateBag, value, attributes)
    }

    private func bag(_ identifier: String, _ value: [UInt8], _ attributes: [[UInt8]]) -> [UInt8] {
        var parts = [DERWriter.objectIdentifier(identifier), DERWriter.explicit(value)]
        if !attributes.isEmpty { parts.append(DERWriter.set(attributes)) }
        return DERWriter.sequence(parts)
    }

    private func typed(_ type: String, _ value: [UInt8]) -> [UInt8] {
        DERWriter.sequence([DERWriter.objectIdentifier(type), DERWriter.explicit(value)])
    }

    private func keyAttributes(_ entry: KeyStoreEntry, _ identifier: [UInt8]) -> [[UInt8]] {
        [friendlyName(entry), attribute(PKCS12Identifier.localKeyID, DERWriter.octetString(identifier))]
    }

    // A certificate that Java did not see before is not to become a trust anchor by being written back, nor, for want of
    // a localKeyID, to be taken for that of the only key.
    private func trustedAttributes(_ entry: KeyStoreEntry) -> [[UInt8]] {
        guard entry.isVisibleToJava else {
            let identifier = Digest.sha1(entry.certificates.first?.der ?? [])
            let localKeyID = attribute(PKCS12Identifier.localKeyID, DERWriter.octetString(identifier))
            return [friendlyName(entry), localKeyID] + entry.attributes
        }
        let usage = DERWriter.objectIdentifier(PKCS12Identifier.anyExtendedKeyUsage)
        return [friendlyName(entry), attribute(PKCS12Identifier.trustedKeyUsage, usage)] + entry.attributes
    }

    private func friendlyName(_ entry: KeyStoreEntry) -> [UInt8] {
        let characters = entry.alias.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        return attribute(PKCS12Identifier.friendlyName, DERWriter.element(0x1e, characters))
    }

    private func attribute(_ identifier: String, _ value: [UInt8]) -> [UInt8] {
        DERWriter.sequence([DERWriter.objectIdentifier(identifier), DERWriter.set([value])])
    }

    // Ties a key to its certificate, so no two keys may have the same: of keys made in one millisecond the later ones
    // are dated a little later.
    private func uniqueIdentifier(_ entry: KeyStoreEntry, _ taken: inout Set<[UInt8]>) -> [UInt8] {
        guard var time = entry.createdMilliseconds else {
            let identifier = Digest.sha1(entry.certificates.first?.der ?? Array(entry.alias.utf8))
            taken.insert(identifier)
            return identifier
        }
        while !taken.insert(JavaKeyTime.identifier(time)).inserted { time &+= 1 }
        return JavaKeyTime.identifier(time)
    }

    private func data(_ contents: [UInt8]) -> [UInt8] {
        typed(PKCS12Identifier.data, DERWriter.octetString(contents))
    }

    private func encrypted(
        _ contents: [UInt8],
        random: (Int) throws(PKIError) -> [UInt8]
    ) throws(PKIError) -> [UInt8] {
        let (encryption, algorithm) = try profile.encryption(random: random)
        let info = DERWriter.sequence([
            DERWriter.objectIdentifier(PKCS12Identifier.data),
            algorithm,
            DERWriter.contextSpecific(0, try encryption.encrypt(Secret(contents), password)),
        ])
        return typed(PKCS12Identifier.encryptedData, DERWriter.sequence([DERWriter.integer(0), info]))
    }
}
