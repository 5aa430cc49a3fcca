/// Which certificates of its issuer a revocation list speaks of: the issuing distribution point extension
/// (RFC 5280 §5.2.5); without one it speaks of all.
struct RevocationScope: Sendable {
    /// The encoded general names of the place it is published at; nil for any place.
    private(set) var places: Set<[UInt8]>?
    private(set) var onlyUserCertificates = false
    private(set) var onlyAuthorityCertificates = false
    /// Some reasons only, attribute certificates only, or certificates of other issuers.
    private(set) var isUnsupported = false

    init() {}

    init(_ value: ArraySlice<UInt8>) throws(PKIError) {
        var outer = DERReader(value)
        var fields = try outer.next(DERTag.sequence).reader
        if let point = try fields.optional(DERTag.constructed(0)) { places = try Self.places(point) }
        onlyUserCertificates = try Self.flag(1, &fields)
        onlyAuthorityCertificates = try Self.flag(2, &fields)
        let someReasons = try fields.optional(DERTag.primitive(3)) != nil
        let isIndirect = try Self.flag(4, &fields)
        let isForAttributes = try Self.flag(5, &fields)
        isUnsupported = someReasons || isIndirect || isForAttributes
        try fields.finish()
    }

    /// Whether it speaks of a certificate, all that is said about it.
    func covers(_ certificate: PathCertificate) -> Bool {
        guard !isUnsupported, !(certificate.isCA ? onlyUserCertificates : onlyAuthorityCertificates) else {
            return false
        }
        return places.map { !$0.isDisjoint(with: certificate.revocationPlaces) } ?? true
    }

    private static func flag(_ number: UInt8, _ fields: inout DERReader) throws(PKIError) -> Bool {
        guard let value = try fields.optional(DERTag.primitive(number)) else { return false }
        return try value.boolean
    }

    /// The names of a DistributionPointName; none for one that is relative to the issuer, which nobody writes.
    static func places(_ point: DERValue) throws(PKIError) -> Set<[UInt8]> {
        var choice = point.reader
        guard var names = try choice.optional(DERTag.constructed(0))?.reader else { return [] }
        var places: Set<[UInt8]> = []
        while !names.isAtEnd { places.insert(Array(try names.next().encoded)) }
        return places
    }
}

extension PathCertificate {
    private static let distributionPoints = "2.5.29.31"

    /// The encoded general names of the places at which its issuer publishes lists (RFC 5280 §4.2.1.13).
    fileprivate var revocationPlaces: Set<[UInt8]> {
        points.reduce(into: []) { $0.formUnion((try? RevocationScope.places($1)) ?? []) }
    }

    /// The addresses among them.
    var revocationAddresses: [String] {
        revocationPlaces.compactMap { encoded in
            var reader = DERReader(encoded)
            guard let value = try? reader.next(), case .uri(let uri) = try? NameForm(value) else { return nil }
            return uri
        }
        .sorted()
    }

    // A point with reasons or another issuer ([1], [2]) is for lists that are not supported.
    private var points: [DERValue] {
        guard let value = certificate.extensions.first(where: { $0.oid == Self.distributionPoints })?.value else {
            return []
        }
        var outer = DERReader(value)
        guard var sequence = try? outer.next(DERTag.sequence).reader else { return [] }
        var points: [DERValue] = []
        while !sequence.isAtEnd {
            guard var fields = try? sequence.next(DERTag.sequence).reader else { break }
            if let name = try? fields.optional(DERTag.constructed(0)), fields.isAtEnd { points.append(name) }
        }
        return points
    }
}
