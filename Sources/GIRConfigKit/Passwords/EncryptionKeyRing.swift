public import FoundationEssentials
public import GIRPKI

/// The keys of a key file, one of which encrypts; all of them decrypt.
///
/// The file is ASCII text with a line feed behind each line:
/// ```
/// girctl-keys v1
/// # a comment
/// key <id> <created> active|old <key>
/// retired <id> <created> <retired>
/// ```
/// `created` and `retired` are RFC 3339 in UTC and whole seconds, the key 32 bytes in base64url without padding, and
/// the fields are one space apart. Exactly one key is active. Empty lines and lines that begin with `#` are skipped.
public struct EncryptionKeyRing: Sendable {
    /// The most bytes that a key file may have.
    public static let maximumFileLength = 64 << 10

    /// The keys in the order of the file; never empty.
    public let keys: [EncryptionKey]
    /// The key that encrypts new values.
    public let active: EncryptionKey
    /// The keys that were taken out of the file, in the order of the file.
    public let retired: [RetiredKey]

    /// What is left of a key that decrypts no more: enough to say so.
    public struct RetiredKey: Sendable, Hashable {
        /// The id that values carry.
        public let id: String
        /// When it was made.
        public let created: Date
        /// When it was taken out of the file.
        public let retired: Date
    }

    /// Makes a ring with one new random key.
    ///
    /// Throws a ``ConfigError`` with the code `cryptography` when there are no random bytes.
    public static func generate(created: Date) throws(ConfigError) -> EncryptionKeyRing {
        EncryptionKeyRing(active: try newKey(created))
    }

    /// Makes a ring with this one key.
    public init(active key: EncryptionKey) { self.init(keys: [key], active: key, retired: []) }

    private init(keys: [EncryptionKey], active: EncryptionKey, retired: [RetiredKey]) {
        self.keys = keys
        self.active = active
        self.retired = retired
    }

    /// The ring with one more key, which is the active one from now on; all others only decrypt.
    ///
    /// Throws a ``ConfigError`` with the code `limitExceeded` where the file would be too large to be read.
    public func addingKey(created: Date) throws(ConfigError) -> EncryptionKeyRing {
        var key = try Self.newKey(created)
        // An id has 32 bits: two keys may share one, and then the values of one would not decrypt.
        while ids.contains(key.id) { key = try Self.newKey(created) }
        let ring = EncryptionKeyRing(keys: keys.map(\.demoted) + [key], active: key, retired: retired)
        guard ring.encoded().count <= Self.maximumFileLength else {
            throw ConfigError(
                .limitExceeded,
                "the key file would have more than \(Self.maximumFileLength) bytes",
                hint: "retire old keys first: girctl keys list"
            )
        }
        return ring
    }

    /// The ring without the key, which decrypts nothing any more.
    ///
    /// Throws a ``ConfigError`` with the code `keyNotFound`, or `keyActive` for the one that new values need.
    public func retiringKey(_ id: String, at now: Date) throws(ConfigError) -> EncryptionKeyRing {
        guard let key = key(id) else {
            throw ConfigError(
                .keyNotFound,
                "the key file has no key '\(id)', but \(listed(keys.map(\.id)))",
                hint: "see: girctl keys list"
            )
        }
        guard !key.isActive else {
            throw ConfigError(
                .keyActive,
                "key '\(id)' is the active one",
                hint: "make another first with 'girctl keys add', then 'girctl rekey' the files"
            )
        }
        let retired = retired + [RetiredKey(id: id, created: key.created, retired: EncryptionKey.wholeSeconds(now))]
        return EncryptionKeyRing(keys: keys.filter { $0.id != id }, active: active, retired: retired)
    }

    /// Reads the text of a key file.
    ///
    /// Throws a ``ConfigError`` with the code `keyFileMalformed`, `unsupportedVersion` or `limitExceeded`; its
    /// reason has the number of the line and nothing of what is written there.
    public init(parsing file: Secret) throws(ConfigError) {
        guard file.count <= Self.maximumFileLength else {
            throw ConfigError(
                .limitExceeded,
                "key file has \(file.count) bytes, expected at most \(Self.maximumFileLength)"
            )
        }
        let (keys, retired) = try file.withBytes { bytes throws(ConfigError) in try Self.keys(in: bytes) }
        guard let active = keys.first(where: \.isActive) else {
            throw ConfigError(
                .keyFileMalformed,
                "key file has no active key",
                hint: "restore the file, or make another with 'girctl keys init --key-file FILE'"
            )
        }
        self.init(keys: keys, active: active, retired: retired)
    }

    /// The key with this id.
    public func key(_ id: String) -> EncryptionKey? { keys.first { $0.id == id } }

    /// The key with this id; throws a ``ConfigError`` with the code `unknownKey` that says what became of it.
    func key(required id: String) throws(ConfigError) -> EncryptionKey {
        if let key = key(id) { return key }
        if let retired = retired.last(where: { $0.id == id }) {
            throw ConfigError(
                .unknownKey,
                "key '\(id)' was retired on \(retired.retired.formatted(.iso8601))",
                hint: "encrypt the password again, or rekey the file with the key file as it was before"
            )
        }
        throw ConfigError(
            .unknownKey,
            "no key '\(id)' in the key file, which has \(listed(keys.map(\.id)))",
            hint: "use the key file that the value was encrypted with, or encrypt the password again"
        )
    }

    private var ids: Set<String> { Set(keys.map(\.id) + retired.map(\.id)) }

    private func listed(_ ids: [String]) -> String { ids.map { "'\($0)'" }.joined(separator: ", ") }

    /// The text of the key file.
    public func encoded() -> Secret {
        // Room for all of it at once: growing would leave copies of the keys behind.
        var file: [UInt8] = []
        file.reserveCapacity(256 + (keys.count + retired.count) * 128)
        file += Array("\(Self.header)\n\(Self.notice)\n".utf8)
        for key in retired {
            let times = "\(key.created.formatted(.iso8601)) \(key.retired.formatted(.iso8601))"
            file += Array("\(Self.retiredWord) \(key.id) \(times)\n".utf8)
        }
        for key in keys {
            let state = key.isActive ? Self.activeWord : Self.oldWord
            file += Array("key \(key.id) \(key.created.formatted(.iso8601)) \(state) ".utf8)
            Base64URL.encode(key.material).withBytes { file += $0 }
            file.append(UInt8(ascii: "\n"))
        }
        return Secret(erasing: &file)
    }

    private static let header = "girctl-keys v1"
    private static let notice =
        "# who can read this file can decrypt the passwords: mode 0600, and not beside the configuration"
    private static let activeWord = "active"
    private static let oldWord = "old"
    private static let retiredWord = "retired"

    private static func newKey(_ created: Date) throws(ConfigError) -> EncryptionKey {
        let material: Secret
        do throws(PKIError) { material = try SecureRandom.secret(EncryptionKey.length) } catch {
            throw ConfigError(error)
        }
        guard let key = EncryptionKey(material, created: created) else {
            throw ConfigError(.cryptography, "the random generator made a key of another length")
        }
        return key
    }

    private static func keys(
        in bytes: UnsafeRawBufferPointer
    ) throws(ConfigError) -> (keys: [EncryptionKey], retired: [RetiredKey]) {
        var keys: [EncryptionKey] = []
        var retired: [RetiredKey] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if index == 0 {
                try checkHeader(line)
            } else if line.starts(with: "\(retiredWord) ".utf8) {
                retired.append(try retiredKey(in: line, number: index + 1))
            } else if !line.isEmpty, line.first != UInt8(ascii: "#") {
                let key = try key(in: line, number: index + 1)
                guard !keys.contains(where: { $0.id == key.id }) else {
                    throw malformed(line: index + 1, "key '\(key.id)' is there twice")
                }
                guard !key.isActive || !keys.contains(where: \.isActive) else {
                    throw malformed(
                        line: index + 1,
                        "key '\(key.id)' is a second active one, expected '\(oldWord)'"
                    )
                }
                keys.append(key)
            }
        }
        return (keys, retired)
    }

    private static func retiredKey(
        in line: Slice<UnsafeRawBufferPointer>,
        number: Int
    ) throws(ConfigError) -> RetiredKey {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count == 4, fields[1].count == 8, fields[1].allSatisfy(EncryptionKey.isIDCharacter),
            let created = time(fields[2]), let retired = time(fields[3])
        else { throw malformed(line: number, "expected 'retired', an id and two times, one space apart") }
        return RetiredKey(id: String(decoding: fields[1], as: UTF8.self), created: created, retired: retired)
    }

    private static func checkHeader(_ line: Slice<UnsafeRawBufferPointer>) throws(ConfigError) {
        if line.elementsEqual(header.utf8) { return }
        guard line.starts(with: "girctl-keys ".utf8) else {
            throw malformed(line: 1, "expected '\(header)'")
        }
        throw ConfigError(
            .unsupportedVersion,
            "key file is of a version that this program does not know, expected '\(header)'",
            hint: "update girctl"
        )
    }

    private static func key(
        in line: Slice<UnsafeRawBufferPointer>,
        number: Int
    ) throws(ConfigError) -> EncryptionKey {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].elementsEqual("key".utf8) else {
            throw malformed(line: number, "expected 'key', its id, time, state and key, one space apart")
        }
        guard let created = time(fields[2]) else {
            throw malformed(line: number, "expected a time such as 2025-01-31T00:00:00Z in the third field")
        }
        let isActive = fields[3].elementsEqual(activeWord.utf8)
        guard isActive || fields[3].elementsEqual(oldWord.utf8) else {
            throw malformed(line: number, "expected '\(activeWord)' or '\(oldWord)' in the fourth field")
        }
        guard let material = Base64URL.decode(secret: UnsafeRawBufferPointer(rebasing: fields[4])),
            let key = EncryptionKey(material, created: created, isActive: isActive)
        else { throw malformed(line: number, "expected 32 bytes in base64url in the fifth field") }
        guard fields[1].elementsEqual(key.id.utf8) else {
            throw malformed(line: number, "the id does not belong to the key, one of the two was changed")
        }
        return key
    }

    private static func time(_ field: Slice<UnsafeRawBufferPointer>) -> Date? {
        let text = String(decoding: field, as: UTF8.self)
        guard let date = try? Date(text, strategy: .iso8601), date.formatted(.iso8601) == text else { return nil }
        return date
    }

    private static func malformed(line: Int, _ reason: String) -> ConfigError {
        ConfigError(
            .keyFileMalformed,
            "key file, line \(line): \(reason)",
            hint: "restore the file, or make another with 'girctl keys init --key-file FILE'"
        )
    }
}
