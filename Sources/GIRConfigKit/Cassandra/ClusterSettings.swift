public import GIRPKI

/// What holds for all certificates and files of a cluster; written down with them, so that what is added later fits.
public struct ClusterSettings: Sendable, Hashable, Codable {
    /// Who vouches for the members.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// One authority signs all certificates, and all trust it.
        case ca
        /// Each member signs its own certificate, and all trust each one.
        case selfSigned = "self-signed"
    }

    /// The format of the keystores.
    public enum StoreType: String, Sendable, Hashable, Codable, CaseIterable {
        case jks
        case pkcs12

        /// The ending of file names.
        public var suffix: String { self == .jks ? "jks" : "p12" }
        /// The format for the encoder.
        public var format: KeyStoreFormat { self == .jks ? .jks : .pkcs12 }
        /// The name in `store_type`.
        public var javaName: String { self == .jks ? "JKS" : "PKCS12" }
    }

    /// The kind and size of keys.
    public struct Key: Sendable, Hashable, Codable {
        /// `rsa` or `ec`.
        public var algorithm: String
        /// The size of the modulus or of the field in bits.
        public var bits: Int

        /// Makes a kind of key; whether there is one of the size, ``specification`` says.
        public init(algorithm: String, bits: Int) {
            self.algorithm = algorithm
            self.bits = bits
        }

        /// The specification for the generator, or nil where there is no such key.
        public var specification: KeySpecification? {
            switch algorithm {
            case "ec": KeySpecification.Curve.allCases.first { $0.bits == bits }.map(KeySpecification.ec)
            case "rsa": .rsa(bits: bits)
            default: nil
            }
        }
    }

    /// Which cassandra.yaml the fragments are for.
    public var release: CassandraRelease = .v4_0
    /// Who vouches for the members.
    public var mode = Mode.ca
    /// The format of the keystores.
    public var storeType = StoreType.jks
    /// How PKCS#12 keystores are encrypted.
    public var profile = PKCS12Profile.modern
    /// The keys of all members and of the authority.
    public var key = Key(algorithm: "rsa", bits: 2048)
    /// How long members' certificates are valid, in days.
    public var days = 397
    /// How long the authority's certificate is valid, in days.
    public var authorityDays = 3650
    /// The rest of the subjects behind the common name, such as `O=Company, C=US`; empty for none.
    public var subject = ""
    /// The names that the authority may sign for, beside `localhost` where that is included; empty for all.
    public var permittedNames: [String] = []
    /// Whether nodes are also `localhost`, 127.0.0.1 and ::1, as nodetool and a cqlsh on the node call them.
    public var includesLocalhost = true
    /// Whether clients have to show a certificate.
    public var requiresClientCertificates = false

    /// The standard settings.
    public init() {}

    /// Whether the keys are too small for anyone who checks.
    public var isWeak: Bool { key.algorithm == "rsa" && key.bits < 2048 }
}

extension CassandraRelease: Codable {}
extension PKCS12Profile: Codable {}
