public import FoundationEssentials
public import GIRPKI

/// A small certification authority made for one test: root, intermediate and what they issue.
///
/// All of it is made when the test runs, for a fixed moment, so that nothing in the repository expires. A test that
/// shows its certificates to a program with a clock of its own passes `now: Date()`.
public struct TestPKI: Sendable {
    /// 2027-01-15 08:00:00 UTC: the moment at which tests validate.
    public static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// The trust anchor, `CN=Test Root`.
    public let root: Identity
    /// The authority that issues end-entity certificates, `CN=Test Issuer`.
    public let issuer: Identity
    /// The moment around which everything is valid.
    public let now: Date

    /// Makes both authorities; keys on P-256 because they are made in no time.
    public init(now: Date = TestPKI.now, keys: KeySpecification = .ec(.p256)) throws {
        self.now = now
        let validity = now.addingTimeInterval(-Self.day)...now.addingTimeInterval(3650 * Self.day)
        let rootKey = try PrivateKey.generate(keys)
        let rootTemplate = try Self.authority("CN=Test Root", pathLength: nil, validity)
        root = Identity(key: rootKey, chain: [try rootTemplate.selfSigned(by: rootKey)])
        issuer = try root.issue(Self.authority("CN=Test Issuer", pathLength: 0, validity), keys)
    }

    /// A server's key and its chain up to the intermediate; names as on the command line, such as `dns:localhost`.
    public func server(
        _ names: [String] = ["dns:localhost", "ip:127.0.0.1"],
        subject: String = "CN=server",
        keys: KeySpecification = .ec(.p256),
        validDays: ClosedRange<Double> = -1...90
    ) throws -> Identity {
        try issuer.issue(template(subject, names, [.serverAuth], validDays), keys)
    }

    /// A client's key and its chain up to the intermediate.
    public func client(
        subject: String = "CN=client",
        keys: KeySpecification = .ec(.p256),
        validDays: ClosedRange<Double> = -1...90
    ) throws -> Identity {
        try issuer.issue(template(subject, [], [.clientAuth], validDays), keys)
    }

    /// A key with a certificate that it signed itself.
    public func selfSigned(
        _ names: [String] = ["dns:localhost", "ip:127.0.0.1"],
        subject: String = "CN=self-signed",
        keys: KeySpecification = .ec(.p256),
        validDays: ClosedRange<Double> = -1...90
    ) throws -> Identity {
        let key = try PrivateKey.generate(keys)
        let template = try template(subject, names, [.serverAuth], validDays)
        return Identity(key: key, chain: [try template.selfSigned(by: key)])
    }

    /// The template that the functions above use, to be changed before it is issued; days count from ``now``.
    public func template(
        _ subject: String,
        _ names: [String],
        _ usages: [ExtendedKeyUsage],
        _ validDays: ClosedRange<Double> = -1...90
    ) throws -> CertificateTemplate {
        .endEntity(
            subject: try DistinguishedName(subject),
            names: try names.map { try GeneralName($0) },
            usages: usages,
            notBefore: now.addingTimeInterval(validDays.lowerBound * Self.day),
            notAfter: now.addingTimeInterval(validDays.upperBound * Self.day)
        )
    }

    /// A private key with the certificates that lead from it towards a trust anchor.
    public struct Identity: Sendable {
        /// The private key.
        public let key: PrivateKey
        /// The key's own certificate first, then its issuers', without the root unless it is the root's.
        public let chain: [Certificate]

        /// The key's own certificate.
        public var certificate: Certificate { chain[0] }
        /// The chain as one PEM text.
        public var chainPEM: String { chain.map(\.pem).joined() }

        /// Puts a key and a chain together; the chain must not be empty.
        public init(key: PrivateKey, chain: [Certificate]) {
            self.key = key
            self.chain = chain
        }

        /// The bytes of a keystore with the key as its entry `jetty`.
        public func keyStore(
            _ format: KeyStoreFormat = .jks,
            password: String = "changeit",
            created: Date
        ) throws -> [UInt8] {
            var store = KeyStore(format: format)
            let entry = try KeyStoreEntry.privateKey(
                alias: "jetty",
                key: key,
                chain: chain,
                keyPassword: nil,
                created: created
            )
            try store.set(entry, replacing: false)
            return try store.encoded(password: Secret(password))
        }

        /// Makes a key and issues a certificate to it in this identity's name.
        public func issue(_ template: CertificateTemplate, _ keys: KeySpecification = .ec(.p256)) throws -> Identity {
            let key = try PrivateKey.generate(keys)
            let issued = try template.signed(for: key.publicKey, by: certificate, key: self.key)
            let isRoot = certificate.issuer == certificate.subject
            return Identity(key: key, chain: [issued] + (isRoot ? [] : chain))
        }
    }

    private static let day: Double = 86_400

    private static func authority(
        _ subject: String,
        pathLength: Int?,
        _ validity: ClosedRange<Date>
    ) throws -> CertificateTemplate {
        .authority(
            subject: try DistinguishedName(subject),
            pathLength: pathLength,
            notBefore: validity.lowerBound,
            notAfter: validity.upperBound
        )
    }
}
