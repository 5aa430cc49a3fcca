/// Reads JKS and JCEKS, which differ in their magic, the protection of keys, and JCEKS's secret keys.
///
///     magic     4 bytes      FEEDFEED or CECECECE
///     version   4 bytes      1 or 2
///     count     4 bytes
///     entries   tag 4 bytes (1 private key, 2 trusted certificate, 3 secret key), alias, created 8 bytes, then
///       1       EncryptedPrivateKeyInfo, count of certificates 4 bytes, certificates
///       2       certificate
///       3       a serialized Java object, JCEKS only
///     digest    20 bytes     SHA-1(password in UTF-16, "Mighty Aphrodite", all before)
///
/// A certificate is its type as a string (version 2 only) and its DER. Byte runs have their length in 4 bytes before
/// them, strings in 2. What follows the digest is passed over, as Java does.
struct JavaStoreDecoder {
    private let bytes: [UInt8]
    private let format: KeyStoreFormat
    private let password: Secret?
    private var reader: BigEndianReader
    private var isTyped = true
    private var certificateCount = 0

    init(_ bytes: [UInt8], format: KeyStoreFormat, password: Secret?) {
        self.bytes = bytes
        self.format = format
        self.password = password
        reader = BigEndianReader(bytes)
    }

    /// An entry whose bytes are not looked into before the digest has been checked.
    private struct RawEntry {
        let alias: String
        let created: Int64
        let content: Content
        var certificates: [ArraySlice<UInt8>] = []

        enum Content {
            case certificate
            case key(ArraySlice<UInt8>)
            case secret
        }
    }

    mutating func decode() throws(PKIError) -> [KeyStoreEntry] {
        _ = try reader.int()
        let version = try reader.int()
        guard version == 1 || version == 2 else {
            throw PKIError(.unsupportedFormat, "\(format.rawValue) version \(version) is unknown, expected 1 or 2")
        }
        isTyped = version == 2
        let raw = try rawEntries()
        try checkDigest()
        var entries: [KeyStoreEntry] = []
        for entry in raw { entries.append(try finished(entry)) }
        return entries
    }

    private mutating func rawEntries() throws(PKIError) -> [RawEntry] {
        let count = try reader.int()
        // The smallest entry is a tag, an empty alias, a date and one length.
        guard count >= 0, count <= reader.remaining / 18 else {
            throw PKIError(.malformed, "the keystore claims \(count) entries in \(reader.remaining) bytes")
        }
        guard count <= KeyStoreLimits.entries else { throw .tooManyEntries }
        var entries: [RawEntry] = []
        for number in 0..<count { entries.append(try rawEntry(number + 1)) }
        return entries
    }

    private mutating func rawEntry(_ number: Int) throws(PKIError) -> RawEntry {
        let tag = try reader.int()
        guard (1...2).contains(tag) || tag == 3 && format == .jceks else {
            throw PKIError(.malformed, "entry \(number) has kind \(tag), which \(format.rawValue) does not have")
        }
        let alias = try reader.string()
        let created = try reader.long()
        switch tag {
        case 1:
            let key = try reader.run(try reader.int())
            let count = try reader.int()
            guard count >= 0, count <= reader.remaining / 4 else {
                throw PKIError(.malformed, "'\(alias)' claims \(count) certificates in \(reader.remaining) bytes")
            }
            certificateCount += count
            guard count <= KeyStoreLimits.chain, certificateCount <= KeyStoreLimits.certificates else {
                throw .chainTooLong(alias)
            }
            var entry = RawEntry(alias: alias, created: created, content: .key(key))
            for _ in 0..<count { entry.certificates.append(try certificate(alias)) }
            return entry
        case 2:
            return RawEntry(
                alias: alias,
                created: created,
                content: .certificate,
                certificates: [try certificate(alias)]
            )
        default:
            try SealedObjectReader.skip(&reader, alias: alias)
            return RawEntry(alias: alias, created: created, content: .secret)
        }
    }

    private mutating func certificate(_ alias: String) throws(PKIError) -> ArraySlice<UInt8> {
        if isTyped {
            let type = try reader.string()
            guard ["X.509", "X509"].contains(type) else {
                throw PKIError(.unsupportedFormat, "'\(alias)' has a certificate of type '\(type)', expected 'X.509'")
            }
        }
        return try reader.run(try reader.int())
    }

    private mutating func checkDigest() throws(PKIError) {
        let length = reader.offset
        let digest = try reader.run(JavaStoreDigest.length)
        guard let password else { return }
        let expected = bytes.withUnsafeBytes {
            JavaStoreDigest.digest(UnsafeRawBufferPointer(rebasing: $0.prefix(length)), password)
        }
        let isEqual = digest.withUnsafeBytes { found in expected.withUnsafeBytes { constantTimeEqual($0, found) } }
        guard isEqual else { throw .tamperedKeyStore }
    }

    private func finished(_ entry: RawEntry) throws(PKIError) -> KeyStoreEntry {
        var certificates: [Certificate] = []
        for der in entry.certificates {
            do {
                certificates.append(try Certificate(der: Array(der)))
            } catch {
                throw PKIError(error.code, "a certificate of '\(entry.alias)' cannot be used: \(error.reason)")
            }
        }
        let content: KeyStoreEntry.Content =
            switch entry.content {
            case .certificate: .certificate
            case .key(let key):
                .key(.protected(ProtectedKey(encrypted: Array(key), origin: format, storePassword: password)))
            case .secret: .secret(.sealed)
            }
        return KeyStoreEntry(
            alias: entry.alias,
            content: content,
            certificates: certificates,
            createdMilliseconds: entry.created
        )
    }
}
