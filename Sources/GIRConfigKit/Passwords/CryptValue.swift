public import GIRPKI

/// A password encrypted by girctl: `CRYPT:v1.<key id>.<payload>`.
///
/// | part | content |
/// |---|---|
/// | `CRYPT:v1.` | the prefix that the configuration prescribes, and the version of the format |
/// | key id | 8 lower-case hexadecimal digits: the first 4 bytes of SHA-256 of the key |
/// | `.` | |
/// | payload | base64url without padding of: flags (1 byte), with flag 2 the cost (1) and the salt (16) of scrypt, nonce (12), ciphertext (32 × n), tag (16) |
///
/// Flag 1: the value is bound to an option. Flag 2: its key is made of a passphrase. The cipher is AES-256-GCM. It
/// authenticates `CRYPT:v1.`, the key id, the payload before the nonce and, in a bound value, the option's path in
/// UTF-8. What is encrypted is the password, one byte 0x80 and as many bytes 0x00 as fill up 32 (ISO/IEC 7816-4), so
/// that the value shows no more of the password's length than that. `docs/crypt-format.md` has test vectors.
public struct CryptValue: Sendable, Hashable {
    /// What every encrypted value begins with; a text that begins otherwise is used as it is.
    public static let prefix = "CRYPT:"
    /// The longest password in bytes that can be encrypted.
    public static let maximumPasswordLength = blockLength * 128 - 1

    /// The id of the key that decrypts it.
    public let keyID: String
    /// Whether it decrypts only at the option it was encrypted for.
    public let isBound: Bool
    /// How its key is made of a passphrase; nil where a key file has it.
    let derivation: PassphraseDerivation?
    private let nonce: [UInt8]
    private let sealed: [UInt8]

    /// Whether a passphrase decrypts it and no key file does.
    public var isOfPassphrase: Bool { derivation != nil }

    /// Whether the text is marked as encrypted, by girctl or by the vendor's program, intact or not.
    public static func isOne(_ text: String) -> Bool {
        // Every value of a file is asked, and few begin like this.
        text.utf8.first == UInt8(ascii: "C") && text.utf8.starts(with: prefix.utf8)
    }

    /// Whether a text is certainly complete and of a key file; where it may not be, reading it tells.
    ///
    /// Nothing is copied: a file may have very many.
    static func isIntact(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = prefix.utf8.count + 12
        guard (start + 2...maximumTextLength).contains(text.count), text.starts(with: "CRYPT:v1.".utf8),
            text[start - 9..<start - 1].allSatisfy(EncryptionKey.isIDCharacter), text[start - 1] == UInt8(ascii: ".")
        else { return false }
        // What the flags 0 and 1 begin with.
        let second = text[start + 1]
        let isPlain =
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(second)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(second)
        guard text[start] == UInt8(ascii: "A"), isPlain,
            let count = Base64URL.byteCount(of: UnsafeBufferPointer(rebasing: text[start...]))
        else { return false }
        let cipherLength = count - 1 - AESGCM.nonceLength - AESGCM.tagLength
        return cipherLength > 0 && cipherLength.isMultiple(of: blockLength)
    }

    /// Reads the text form.
    ///
    /// Throws a ``ConfigError`` with the code `notEncrypted`, `foreignValue`, `unsupportedVersion`, `limitExceeded`
    /// or `damagedValue`.
    public init(parsing text: String) throws(ConfigError) {
        guard Self.isOne(text) else {
            throw ConfigError(.notEncrypted, "value does not begin with '\(Self.prefix)'", hint: Self.encryptHint)
        }
        // An array of bytes, because characters take many times as long to split.
        let fields = Self.fields(of: Array(text.utf8)[Self.prefix.utf8.count...])
        try Self.checkVersion(fields)
        guard text.utf8.count <= Self.maximumTextLength else {
            throw ConfigError(
                .limitExceeded,
                "encrypted value has \(text.utf8.count) characters, expected at most \(Self.maximumTextLength)"
            )
        }
        guard fields.count == 3, fields[1].count == 8, fields[1].allSatisfy(EncryptionKey.isIDCharacter) else {
            throw Self.damaged("expected 'CRYPT:v1.', 8 hexadecimal digits, '.' and the encrypted bytes")
        }
        guard let payload = Base64URL.decode(bytes: fields[2]) else {
            throw Self.damaged("the part behind the key id is cut off, or not base64url")
        }
        let flags = payload.first ?? 0
        guard flags & ~(Self.boundFlag | Self.passphraseFlag) == 0 else {
            throw ConfigError(.unsupportedVersion, "encrypted value has flags that this version does not know")
        }
        let hasPassphrase = flags & Self.passphraseFlag != 0
        let nonceStart = hasPassphrase ? 2 + PassphraseDerivation.saltLength : 1
        let cipherLength = payload.count - nonceStart - AESGCM.nonceLength - AESGCM.tagLength
        guard cipherLength > 0, cipherLength.isMultiple(of: Self.blockLength) else {
            throw Self.damaged("it is cut off or has characters too many")
        }
        derivation =
            hasPassphrase
            ? PassphraseDerivation(cost: Int(payload[1]), salt: Array(payload[2..<nonceStart])) : nil
        if let derivation, !Scrypt.costs.contains(derivation.cost) {
            throw ConfigError(
                .limitExceeded,
                "encrypted value asks for scrypt of cost 2^\(derivation.cost), expected 2^\(Scrypt.costs.lowerBound) to 2^\(Scrypt.costs.upperBound)"
            )
        }
        keyID = String(decoding: fields[1], as: UTF8.self)
        isBound = flags & Self.boundFlag != 0
        nonce = Array(payload[nonceStart..<nonceStart + AESGCM.nonceLength])
        sealed = Array(payload.dropFirst(nonceStart + AESGCM.nonceLength))
    }

    /// The parts between the points, which is what a split gives, without its cost.
    private static func fields(of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var fields: [ArraySlice<UInt8>] = []
        fields.reserveCapacity(4)
        var start = bytes.startIndex
        for at in bytes.indices where bytes[at] == UInt8(ascii: ".") && fields.count < 3 {
            fields.append(bytes[start..<at])
            start = at + 1
        }
        fields.append(bytes[start...])
        return fields
    }

    /// Encrypts a password with a fresh random nonce; `path` binds it to that option.
    ///
    /// Throws a ``ConfigError`` with the code `limitExceeded` for a password that is too long.
    public init(
        encrypting password: Secret,
        with key: EncryptionKey,
        boundTo path: String? = nil
    ) throws(ConfigError) {
        let nonce: [UInt8]
        do { nonce = try SecureRandom.bytes(AESGCM.nonceLength) } catch { throw ConfigError(error) }
        try self.init(encrypting: password, with: key, boundTo: path, nonce: nonce)
    }

    /// Encrypts with a nonce that was chosen by the caller, for test vectors: a nonce must never be used twice.
    init(
        encrypting password: Secret,
        with key: EncryptionKey,
        boundTo path: String?,
        nonce: [UInt8]
    ) throws(ConfigError) {
        guard password.count <= Self.maximumPasswordLength else {
            throw ConfigError(
                .limitExceeded,
                "password has \(password.count) bytes, expected at most \(Self.maximumPasswordLength)"
            )
        }
        do {
            sealed = try AESGCM.seal(
                Self.padded(password),
                key: key.material,
                nonce: nonce,
                authenticating: Self.associatedData(keyID: key.id, key.derivation, path: path)
            )
        } catch {
            throw ConfigError(error)
        }
        self.nonce = nonce
        keyID = key.id
        derivation = key.derivation
        isBound = path != nil
    }

    /// The text form: ASCII letters, digits, `:`, `.`, `-` and `_`, a plain scalar in YAML.
    public var text: String { "\(Self.prefix)v1.\(keyID).\(Base64URL.encode(header + nonce + sealed))" }

    /// The password, for a value that stands at the option `path`.
    ///
    /// Throws a ``ConfigError`` with the code `unknownKey`, `keyMissing` or `passphraseRequired`, `optionRequired` for
    /// a bound value where `path` is nil, or `damagedValue` where the bytes, the key id, the passphrase or the option of
    /// a bound value are not those of the encryption.
    public func decrypt(with keys: EncryptionKeys, at path: String? = nil) throws(ConfigError) -> Secret {
        guard !isBound || path != nil else {
            throw ConfigError(
                .optionRequired,
                "value is bound to an option and decrypts only there",
                hint: "name the option: girctl decrypt --bind PATH"
            )
        }
        let key = try keys.key(for: self)
        let data = Self.associatedData(keyID: keyID, derivation, path: isBound ? path : nil)
        do {
            return try Self.unpadded(AESGCM.open(sealed, key: key.material, nonce: nonce, authenticating: data))
        } catch {
            guard error.code == .integrityCheckFailed else { throw ConfigError(error) }
            throw refusal(at: path)
        }
    }

    /// One answer for every changed byte; the passphrase and the path of a bound value show the same way.
    private func refusal(at path: String?) -> ConfigError {
        let bound = isBound ? ", or encrypted for another option than '\(path ?? "")'" : ""
        return derivation == nil
            ? Self.damaged("it was changed after it was encrypted" + bound)
            : ConfigError(
                .damagedValue,
                "encrypted value does not decrypt: the passphrase is another, or it was changed after it was encrypted"
                    + bound,
                hint: "try the passphrase again, or encrypt the password again"
            )
    }

    private static let boundFlag: UInt8 = 1
    private static let passphraseFlag: UInt8 = 2
    private static let blockLength = 32
    private static let maximumOverhead =
        2 + PassphraseDerivation.saltLength + AESGCM.nonceLength + AESGCM.tagLength
    private static let maximumTextLength = 18 + ((maximumOverhead + maximumPasswordLength + 1) * 4 + 2) / 3
    private static let encryptHint = "make one with 'girctl encrypt'"

    /// Tells girctl's values from the vendor's: those are one run of base64, in which no `.` occurs.
    private static func checkVersion(_ fields: [ArraySlice<UInt8>]) throws(ConfigError) {
        let version = fields.first ?? []
        if version.elementsEqual("v1".utf8) { return }
        let isVersion = version.first == UInt8(ascii: "v")
        if fields.count > 1, isVersion, version.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) {
            throw ConfigError(
                .unsupportedVersion,
                "encrypted value is of a version that this program does not know, expected 'v1'",
                hint: "update girctl"
            )
        }
        if fields.count > 1 || version.isEmpty || (isVersion && version.count == 1) {
            throw damaged("expected 'CRYPT:v1.', 8 hexadecimal digits, '.' and the encrypted bytes")
        }
        throw ConfigError(
            .foreignValue,
            "value was not encrypted by girctl; the cipher of other programs' 'CRYPT:' values is not public",
            hint: "encrypt the password again with 'girctl encrypt'"
        )
    }

    /// What stands in the payload before the nonce.
    private var header: [UInt8] { Self.header(isBound: isBound, derivation) }

    private static func header(isBound: Bool, _ derivation: PassphraseDerivation?) -> [UInt8] {
        let bound = isBound ? boundFlag : 0
        guard let derivation else { return [bound] }
        return [bound | passphraseFlag, UInt8(clamping: derivation.cost)] + derivation.salt
    }

    private static func associatedData(
        keyID: String,
        _ derivation: PassphraseDerivation?,
        path: String?
    ) -> [UInt8] {
        Array("\(prefix)v1.\(keyID)".utf8) + header(isBound: path != nil, derivation) + Array((path ?? "").utf8)
    }

    private static func padded(_ password: Secret) -> Secret {
        Secret(count: (password.count / blockLength + 1) * blockLength) { buffer in
            password.withBytes { buffer.copyMemory(from: $0) }
            buffer[password.count] = 0x80
        }
    }

    private static func unpadded(_ padded: Secret) throws(PKIError) -> Secret {
        try padded.withBytes { bytes throws(PKIError) in
            guard let end = bytes.lastIndex(where: { $0 != 0 }), bytes[end] == 0x80,
                bytes.count - end <= blockLength
            else { throw PKIError(.integrityCheckFailed, "") }
            return Secret(bytes[..<end])
        }
    }

    private static func damaged(_ reason: String) -> ConfigError {
        ConfigError(.damagedValue, "encrypted value does not decrypt: \(reason)", hint: "encrypt the password again")
    }
}
