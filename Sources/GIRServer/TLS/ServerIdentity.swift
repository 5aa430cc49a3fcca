public import FoundationEssentials
import GIRConfigKit
import GIRLinks
public import GIRPKI
import NIOSSL

/// What the server proves itself with: a private key and the certificate chain that belongs to it.
public struct ServerIdentity: Sendable {
    /// The alias of the entry in the keystore.
    public let alias: String
    /// The end-entity certificate, then its issuers as they are sent: without the root, which a client has or not.
    public let chain: [Certificate]
    /// What the server proves itself with to clients that name a host of these and not of this one.
    public internal(set) var others: [ServerIdentity] = []
    /// Why further private keys of the keystore are not among them.
    public internal(set) var unusable: [ServerError] = []

    let endEntity: Certificate
    /// The path of the keystore.
    let keystore: String
    private let key: PrivateKey

    /// Takes a key and its chain, found under `alias` in the file `keystore`, when they can serve at the moment `now`.
    ///
    /// - Throws: `noPrivateKey` for an entry without certificates, `certificateNotValidNow`, or `data` for a key that
    ///   is not the certificate's or too weak.
    public init(
        alias: String,
        key: PrivateKey,
        chain: [Certificate],
        keystore: String,
        now: Date
    ) throws(ServerError) {
        guard let endEntity = chain.first else {
            throw ServerError(
                .noPrivateKey,
                "the entry '\(alias)' of '\(keystore)' has no certificate",
                hint:
                    "put it in with: girctl keystore import \(ShellWord.quoted(keystore)) --alias \(ShellWord.quoted(alias)) --cert FILE --key FILE --replace"
            )
        }
        guard key.matches(endEntity) else {
            throw ServerError(
                .data,
                "the certificate under '\(alias)' in '\(keystore)' is not that of the private key beside it",
                hint:
                    "put the pair in again with: girctl keystore import \(ShellWord.quoted(keystore)) --alias \(ShellWord.quoted(alias)) --cert FILE --key FILE --replace"
            )
        }
        try Self.checkStrength(of: endEntity, alias: alias, keystore: keystore)
        try Self.checkPeriod(of: endEntity, alias: alias, keystore: keystore, now: now)
        self.alias = alias
        let root = chain.dropFirst().last.flatMap { $0.issuer.der == $0.subject.der ? $0 : nil }
        self.chain = chain.filter { $0 != root }
        self.endEntity = endEntity
        self.key = key
        self.keystore = keystore
    }

    // NIOSSL takes RSA keys of any size; NIST SP 800-131A has none below this since 2014, and Java and browsers refuse them.
    private static let smallestRSAKey = 2048

    private static func checkStrength(
        of certificate: Certificate,
        alias: String,
        keystore: String
    ) throws(ServerError) {
        guard let key = (try? certificate.publicKey)?.algorithm, key.name == "RSA", key.bits < smallestRSAKey else {
            return
        }
        throw ServerError(
            .data,
            "the RSA key of \(key.bits) bits under '\(alias)' in '\(keystore)' is too weak to serve with",
            hint: "make one of \(smallestRSAKey) bits or more: \(generating(alias))"
        )
    }

    private static func generating(_ alias: String) -> String {
        "girctl keystore genkey NEWFILE --alias \(ShellWord.quoted(alias)) --san dns:HOST"
    }

    private static func checkPeriod(
        of certificate: Certificate,
        alias: String,
        keystore: String,
        now: Date
    ) throws(ServerError) {
        guard certificate.notAfter >= now else {
            throw ServerError(
                .certificateNotValidNow,
                "the certificate under '\(alias)' in '\(keystore)' expired on \(certificate.notAfter.formatted(.iso8601))",
                hint: "no client would accept it; make another with: \(generating(alias))"
            )
        }
        guard certificate.notBefore <= now else {
            throw ServerError(
                .certificateNotValidNow,
                "the certificate under '\(alias)' in '\(keystore)' is valid from \(certificate.notBefore.formatted(.iso8601)) on",
                hint: "check the clock of this machine: it says \(now.formatted(.iso8601))"
            )
        }
    }

    /// The one for a client that names a host: the first whose certificate has it, by its DNS names or, where it has none,
    /// by its common name; else this one.
    func identity(for host: String) -> ServerIdentity {
        ([self] + others).first { NameReport(of: $0.endEntity, host: host).https.isMatch } ?? self
    }

    func nioCertificates() throws(ServerError) -> [NIOSSLCertificate] {
        var certificates: [NIOSSLCertificate] = []
        for certificate in chain {
            guard let copy = try? NIOSSLCertificate(certificate) else { throw unfit }
            certificates.append(copy)
        }
        return certificates
    }

    func nioPrivateKey() throws(ServerError) -> NIOSSLPrivateKey {
        guard let copy = try? NIOSSLPrivateKey(key) else { throw unfit }
        return copy
    }

    /// How the names of cipher suites of TLS 1.2 show that they go with the key; nil for a kind that has none of its own.
    var suiteMark: String? {
        switch (try? endEntity.publicKey)?.algorithm.name {
        case "RSA": "RSA"
        case "EC", "Ed25519": "ECDSA"
        default: nil
        }
    }

    /// A key of a kind that OpenSSL knows and TLS does not use.
    var unfit: ServerError {
        let kind = (try? endEntity.publicKey)?.algorithm
        let name = kind.map { "\($0.name) key of \($0.bits) bits" } ?? "key"
        return ServerError(
            .data,
            "the \(name) under '\(alias)' in '\(keystore)' cannot be used for TLS",
            hint: "use RSA from \(Self.smallestRSAKey) bits or EC P-256: \(Self.generating(alias))"
        )
    }
}
