/// A verifier of a password: tells whether one is the right one, and costs who guesses scrypt for every guess.
///
/// Its text has the PHC form: `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, both in base64 without padding.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// How much work and memory a guess costs.
    public struct Cost: Hashable, Sendable {
        /// The exponent of two of scrypt's N.
        let logN: Int
        /// The block size.
        let r: Int
        /// The parallelism.
        let p: Int

        /// What new verifiers cost: 32 MiB, and three times the work that as much memory takes; OWASP's advice.
        public static let standard = Cost(logN: 15, r: 8, p: 3)

        init(logN: Int, r: Int, p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }

        /// How much memory is gone through, in blocks of 128 bytes.
        var work: Int { (r * p) << logN }

        /// What to do besides so that both together are as much work as the other cost; nil where this is as much.
        ///
        /// It goes through memory of the same size, as often as is missing.
        func complement(to other: Cost) -> Cost? {
            guard work < other.work else { return nil }
            // Of very little memory it would be another kind of work, and very often.
            guard work << 6 >= other.work else { return other }
            // Half the memory, twice as often, where what is missing is no multiple of it.
            var exponent = logN
            while exponent > 10, !(other.work - work).isMultiple(of: r << exponent) { exponent -= 1 }
            return Cost(logN: exponent, r: r, p: max(1, (other.work - work) / (r << exponent)))
        }

        /// Whether a verifier of this cost is computed at all: at most 128 MiB, and 5 times the work of the standard one.
        var isBearable: Bool {
            (1...20).contains(logN) && (1...32).contains(r) && (1...32).contains(p)
                && (r << logN) <= 1 << 20 && ((r * p) << logN) <= 1 << 22
        }
    }

    /// The lengths in bytes that a password may have: nothing is cut off, and nobody sends megabytes to be hashed.
    public static let passwordLengths = 8...1024

    /// The text for the store.
    public let text: String
    private let cost: Cost
    private let salt: [UInt8]
    private let key: Secret

    /// Makes the verifier of a password with a fresh salt.
    ///
    /// It takes a third of a second; nothing else is to wait for it on the same thread.
    ///
    /// - Throws: ``PKIError/Code/limitExceeded`` for a password of a length beyond ``passwordLengths``.
    public init(of password: Secret) throws(PKIError) {
        try self.init(of: password, cost: .standard, salt: SecureRandom.bytes(Self.saltLength))
    }

    init(of password: Secret, cost: Cost, salt: [UInt8]) throws(PKIError) {
        guard Self.passwordLengths.contains(password.count) else {
            throw PKIError(
                .limitExceeded,
                "a password of \(password.count) bytes, expected \(Self.passwordLengths.lowerBound) to \(Self.passwordLengths.upperBound)"
            )
        }
        self.cost = cost
        self.salt = salt
        key = try Self.key(password, cost, salt, count: Self.keyLength)
        text =
            "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(Self.base64(salt))$\(Self.base64(key.revealBytes()))"
    }

    /// Reads a verifier; nil where it is none, or would cost more than a server can bear.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", maxSplits: 5, omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.textLimit, parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Self.cost(parts[2]), cost.isBearable,
            let salt = Self.bytes(parts[3]), (8...64).contains(salt.count),
            let key = Self.bytes(parts[4]), (Self.keyLength...64).contains(key.count)
        else { return nil }
        self.text = text
        self.cost = cost
        self.salt = salt
        self.key = Secret(key)
    }

    /// A verifier that no password matches and that costs as much as others.
    ///
    /// Whoever asks for a user that there is not must wait as long as for one that there is.
    static let decoy = PasswordHash(cost: .standard, salt: Array(repeating: 0, count: saltLength))

    private init(cost: Cost, salt: [UInt8]) {
        self.cost = cost
        self.salt = salt
        // Scrypt gives it for one password in 2^256.
        key = Secret([UInt8](repeating: 0, count: Self.keyLength))
        text = ""
    }

    /// Whether the password is the one that the verifier was made of; compares in constant time.
    ///
    /// - Throws: ``PKIError/Code/cryptography`` where there is not as much memory.
    public func matches(_ password: Secret) throws(PKIError) -> Bool {
        guard password.count <= Self.passwordLengths.upperBound else { return false }
        return try Self.key(password, cost, salt, count: key.count) == key
    }

    /// Whether the password is that of the verifier, after as much work as a standard one costs.
    ///
    /// Without a verifier, or with one of lesser cost, something else is computed: how long it takes must not tell whether
    /// there is a user, or one who has not logged in for years.
    ///
    /// - Throws: ``PKIError/Code/cryptography`` where there is not as much memory.
    public static func check(_ password: Secret, _ verifier: PasswordHash?) throws(PKIError) -> Bool {
        guard password.count <= passwordLengths.upperBound else { return false }
        guard let verifier else {
            _ = try decoy.matches(password)
            return false
        }
        let matches = try verifier.matches(password)
        if let rest = verifier.cost.complement(to: .standard) {
            _ = try key(password, rest, verifier.salt, count: verifier.key.count)
        }
        return matches
    }

    /// Whether a new verifier of the same password would be a better one.
    public var isOutdated: Bool {
        cost != .standard || salt.count != Self.saltLength || key.count != Self.keyLength
    }

    /// The mask: a verifier in a log could be guessed at.
    public var description: String { Secret.mask }
    /// The mask.
    public var debugDescription: String { Secret.mask }
    /// Nothing that `dump` could show.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static let saltLength = 16
    private static let keyLength = 32
    private static let textLimit = 512

    private static func key(
        _ password: Secret,
        _ cost: Cost,
        _ salt: [UInt8],
        count: Int
    ) throws(PKIError) -> Secret {
        try Scrypt.key(
            from: password,
            salt: salt,
            n: 1 << UInt64(cost.logN),
            r: UInt64(cost.r),
            p: UInt64(cost.p),
            count: count
        )
    }

    /// `ln=15,r=8,p=3`, in this order.
    private static func cost(_ text: Substring) -> Cost? {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
        guard numbers.count == 3 else { return nil }
        func number(_ index: Int, _ name: String) -> Int? {
            let part = numbers[index]
            guard part.hasPrefix(name), let number = Int(part.dropFirst(name.count)), "\(name)\(number)" == part else {
                return nil
            }
            return number
        }
        guard let logN = number(0, "ln="), let r = number(1, "r="), let p = number(2, "p=") else { return nil }
        return Cost(logN: logN, r: r, p: p)
    }

    // The two alphabets differ in their last two characters.
    private static func base64(_ bytes: [UInt8]) -> String {
        String(Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard !text.contains("-"), !text.contains("_") else { return nil }
        return Base64URL.decode(String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }))
    }
}
