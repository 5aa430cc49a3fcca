public import GIRPKI
import Synchronization

/// How a key was made of a passphrase, as the values that it encrypted say.
struct PassphraseDerivation: Sendable, Hashable {
    /// The length of a salt in bytes.
    static let saltLength = 16

    /// The exponent of scrypt's N.
    let cost: Int
    /// The salt, random for each run that encrypts.
    let salt: [UInt8]
}

/// The keys that a passphrase makes, one for each salt.
///
/// Each takes memory and a third of a second, so it is made once and kept as long as this lives.
public final class PassphraseKeys: Sendable {
    private let passphrase: Secret
    private let cost: Int
    private let state: Mutex<State>

    private struct State {
        var keys: [PassphraseDerivation: EncryptionKey] = [:]
        var fresh: EncryptionKey?
        /// The rounds that may still be computed: a hostile file could name another salt in each value.
        var budget: Int
    }

    /// As many rounds as 128 salts of the standard cost take: about a minute.
    private static let maximumRounds = 128 << Scrypt.standardCost

    /// Takes a passphrase; its bytes count, in whatever form of Unicode they are.
    public convenience init(_ passphrase: Secret) { self.init(passphrase, cost: Scrypt.standardCost) }

    /// Takes a passphrase and another cost for new keys, for tests that have no second to spare.
    init(_ passphrase: Secret, cost: Int, maximumRounds: Int = maximumRounds) {
        self.passphrase = passphrase
        self.cost = cost
        state = Mutex(State(budget: maximumRounds))
    }

    /// The key for new values: always the same one here, so that a file's values share it.
    func freshKey() throws(ConfigError) -> EncryptionKey {
        try state.withLock { state throws(ConfigError) in
            if let fresh = state.fresh { return fresh }
            let salt: [UInt8]
            do throws(PKIError) { salt = try SecureRandom.bytes(PassphraseDerivation.saltLength) } catch {
                throw ConfigError(error)
            }
            let key = try make(PassphraseDerivation(cost: cost, salt: salt), &state)
            state.fresh = key
            return key
        }
    }

    /// The key that a value was encrypted with, if the passphrase is the right one.
    func key(_ derivation: PassphraseDerivation) throws(ConfigError) -> EncryptionKey {
        try state.withLock { state throws(ConfigError) in
            if let key = state.keys[derivation] { return key }
            return try make(derivation, &state)
        }
    }

    private func make(_ derivation: PassphraseDerivation, _ state: inout State) throws(ConfigError) -> EncryptionKey {
        let rounds = 1 << derivation.cost
        guard rounds <= state.budget else {
            throw ConfigError(
                .limitExceeded,
                "more keys of a passphrase are needed than can be made in a minute",
                hint: "girctl rekey --new-passphrase gives all values of a file one key"
            )
        }
        state.budget -= rounds
        let material: Secret
        do throws(PKIError) {
            material = try Scrypt.key(
                from: passphrase,
                salt: derivation.salt,
                cost: derivation.cost,
                count: EncryptionKey.length
            )
        } catch {
            throw ConfigError(error)
        }
        guard let key = EncryptionKey(material, derivation: derivation) else {
            throw ConfigError(.cryptography, "the passphrase made a key of another length")
        }
        state.keys[derivation] = key
        return key
    }
}
