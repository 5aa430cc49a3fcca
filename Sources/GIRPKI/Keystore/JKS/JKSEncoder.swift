/// Writes JKS version 2; the layout stands with ``JavaStoreDecoder``.
///
/// Java folds an alias that it looks up and not one that it loads: only folded ones can be found again.
struct JKSEncoder {
    let password: Secret

    func encode(
        _ entries: [KeyStoreEntry],
        random: (Int) throws(PKIError) -> [UInt8]
    ) throws(PKIError) -> [UInt8] {
        var bytes = KeyStoreFormat.jksMagic + Self.int(2) + Self.int(entries.count)
        for entry in entries { try append(entry, to: &bytes, random: random) }
        return bytes + bytes.withUnsafeBytes { JavaStoreDigest.digest($0, password) }
    }

    private func append(
        _ entry: KeyStoreEntry,
        to bytes: inout [UInt8],
        random: (Int) throws(PKIError) -> [UInt8]
    ) throws(PKIError) {
        switch entry.content {
        case .certificate:
            bytes += Self.int(2)
            try appendHead(of: entry, to: &bytes)
            for certificate in entry.certificates.prefix(1) { append(certificate, to: &bytes) }
        case .key(let material):
            let key = try material.encoded(entry.alias, storePassword: password) { info, password throws(PKIError) in
                SunKeyProtector(password).encrypted(info, salt: try random(SunKeyProtector.saltLength))
            }
            bytes += Self.int(1)
            try appendHead(of: entry, to: &bytes)
            bytes += Self.int(key.count) + key + Self.int(entry.certificates.count)
            for certificate in entry.certificates { append(certificate, to: &bytes) }
        case .secret:
            throw PKIError(.wrongEntryKind, "'\(entry.alias)' is a secret key, which JKS cannot hold")
        }
    }

    private func appendHead(of entry: KeyStoreEntry, to bytes: inout [UInt8]) throws(PKIError) {
        let alias = try ModifiedUTF8.encode(FoldedAlias(entry.alias).text)
        bytes += Self.short(alias.count) + alias + Self.bigEndian(entry.createdMilliseconds ?? 0)
    }

    private func append(_ certificate: Certificate, to bytes: inout [UInt8]) {
        let (type, der) = (Array("X.509".utf8), certificate.der)
        bytes += Self.short(type.count) + type + Self.int(der.count) + der
    }

    private static func int(_ value: Int) -> [UInt8] { bigEndian(Int32(clamping: value)) }
    private static func short(_ value: Int) -> [UInt8] { bigEndian(UInt16(clamping: value)) }
    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
