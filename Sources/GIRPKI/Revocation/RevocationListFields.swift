/// What decides in a certificate revocation list (RFC 5280 §5.1).
///
///     CertificateList  SEQUENCE { TBSCertList, AlgorithmIdentifier, BIT STRING }
///     TBSCertList      SEQUENCE { [version], AlgorithmIdentifier, issuer, thisUpdate, [nextUpdate],
///                                 [SEQUENCE OF { serial, date, [Extensions] }], [0] [Extensions] }
struct RevocationListFields: Sendable {
    let issuer: CanonicalName
    /// The serial numbers, with the reason where there is one.
    private(set) var revoked: [[UInt8]: Reason] = [:]
    /// The extensions of the list that are present.
    private(set) var hasNumber = false
    private(set) var isNumberCritical = false
    private(set) var isDelta = false
    private(set) var scope = RevocationScope()
    /// A critical extension of the list or of an entry that is not understood, or one that cannot be read.
    private(set) var obstacle: String?

    /// CRLReason (RFC 5280 §5.3.1).
    enum Reason: Int, Sendable {
        case unspecified, keyCompromise, caCompromise, affiliationChanged, superseded, cessationOfOperation
        case certificateHold
        case removeFromCRL = 8
        case privilegeWithdrawn, aaCompromise

        var text: String {
            switch self {
            case .aaCompromise: "the attribute authority was compromised"
            case .affiliationChanged: "the affiliation changed"
            case .caCompromise: "the CA was compromised"
            case .certificateHold: "it is on hold"
            case .cessationOfOperation: "its operation ceased"
            case .keyCompromise: "its key was compromised"
            case .privilegeWithdrawn: "its privilege was withdrawn"
            case .removeFromCRL: "it was taken off the list"
            case .superseded: "it was superseded"
            case .unspecified: "no reason is given"
            }
        }
    }

    private enum OID {
        static let number = "2.5.29.20"
        static let reason = "2.5.29.21"
        static let invalidityDate = "2.5.29.24"
        static let delta = "2.5.29.27"
        static let scope = "2.5.29.28"
        static let understood: Set<String> = [number, scope, delta, ExtensionOID.authorityKeyIdentifier]
    }

    init(_ der: [UInt8]) throws(PKIError) {
        var whole = DERReader(der)
        var outer = try whole.next(DERTag.sequence).reader
        try whole.finish()
        var body = try outer.next(DERTag.sequence).reader
        let outerAlgorithm = try outer.next(DERTag.sequence)
        _ = try outer.next(DERTag.bitString)
        try outer.finish()

        _ = try body.optional(DERTag.integer)
        let innerAlgorithm = try body.next(DERTag.sequence)
        guard innerAlgorithm.encoded == outerAlgorithm.encoded else {
            throw PKIError(.malformed, "the signature algorithm is given twice, and differently")
        }
        issuer = try CanonicalName(body.next(DERTag.sequence).contents)
        _ = try body.next()
        // UTCTime or GeneralizedTime.
        if body.isNext(0x17) || body.isNext(0x18) { _ = try body.next() }
        if var entries = try body.optional(DERTag.sequence)?.reader {
            while !entries.isAtEnd { try addEntry(entries.next(DERTag.sequence).reader) }
        }
        if var explicit = try body.optional(DERTag.constructed(0))?.reader {
            for item in try Self.extensions(explicit.next(DERTag.sequence).reader) { try add(item) }
            try explicit.finish()
        }
        try body.finish()
    }

    private mutating func addEntry(_ entry: DERReader) throws(PKIError) {
        var entry = entry
        let serial = Array(try entry.next(DERTag.integer).contents)
        _ = try entry.next()
        var reason = Reason.unspecified
        if let extensions = try entry.optional(DERTag.sequence) {
            for item in try Self.extensions(extensions.reader) {
                if item.oid == OID.reason {
                    var reader = DERReader(item.value)
                    // ENUMERATED.
                    reason = Reason(rawValue: Int(try reader.next(0x0a).contents.last ?? 0)) ?? .unspecified
                } else if item.isCritical, item.oid != OID.invalidityDate {
                    obstacle = obstacle ?? "an entry has the critical extension \(item.oid), which is not understood"
                }
            }
        }
        try entry.finish()
        revoked[serial] = reason
    }

    private mutating func add(_ item: Item) throws(PKIError) {
        switch item.oid {
        case OID.number:
            hasNumber = true
            isNumberCritical = item.isCritical
        case OID.delta: isDelta = true
        case OID.scope: scope = try RevocationScope(item.value)
        default: break
        }
        if item.isCritical, !OID.understood.contains(item.oid) {
            obstacle = obstacle ?? "it has the critical extension \(item.oid), which is not understood"
        }
    }

    private typealias Item = (oid: String, isCritical: Bool, value: ArraySlice<UInt8>)

    private static func extensions(_ sequence: DERReader) throws(PKIError) -> [Item] {
        var sequence = sequence
        var items: [Item] = []
        while !sequence.isAtEnd {
            var item = try sequence.next(DERTag.sequence).reader
            let oid = try item.next(DERTag.objectIdentifier).objectIdentifier
            let isCritical = try item.optional(DERTag.boolean)?.boolean ?? false
            items.append((oid, isCritical, try item.next(DERTag.octetString).contents))
            try item.finish()
        }
        return items
    }
}
