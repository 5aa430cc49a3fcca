/// The name constraints extension: subtrees in which all names further down the path must, or must not, lie
/// (RFC 5280 §4.2.1.10).
struct NameConstraints: Sendable, Hashable {
    var permitted: [NameForm]
    var excluded: [NameForm]

    init(permitted: [NameForm] = [], excluded: [NameForm] = []) {
        self.permitted = permitted
        self.excluded = excluded
    }

    init(_ reader: inout DERReader) throws(PKIError) {
        var sequence = try reader.next(DERTag.sequence).reader
        permitted = try Self.subtrees(sequence.optional(DERTag.constructed(0)))
        excluded = try Self.subtrees(sequence.optional(DERTag.constructed(1)))
        try sequence.finish()
        guard !permitted.isEmpty || !excluded.isEmpty else {
            throw PKIError(.malformed, "neither permitted nor excluded subtrees are named")
        }
    }

    private static func subtrees(_ value: DERValue?) throws(PKIError) -> [NameForm] {
        guard var sequence = value?.reader else { return [] }
        var bases: [NameForm] = []
        repeat {
            var subtree = try sequence.next(DERTag.sequence).reader
            let base = try NameForm(subtree.next())
            // RFC 5280 allows no other minimum than 0, which DER leaves out but some write, and no maximum.
            let minimum = try subtree.optional(DERTag.primitive(0))?.count ?? 0
            guard minimum == 0, subtree.isAtEnd else {
                throw PKIError(.malformed, "a subtree has a minimum or a maximum")
            }
            if let fault = base.faultAsConstraint { throw PKIError(.malformed, fault) }
            bases.append(base)
        } while !sequence.isAtEnd
        return bases
    }
}

extension NameForm {
    /// What is wrong with the name as the base of a subtree, or nil.
    fileprivate var faultAsConstraint: String? {
        switch self {
        case .dns(let name)
        where !name.isEmpty && !HostName.isDomain(name.hasPrefix(".") ? name.dropFirst() : name[...]):
            "'\(name)' is no domain"
        case .email(let address) where EmailAddress(address) == nil && !HostName.isDomain(address.droppingPrefix(".")):
            "'\(address)' is neither an e-mail address nor a domain"
        case .ip(let bytes) where !Self.isRange(bytes):
            "'\(bytes.hex)' is not an IP address with a mask"
        case .uri(let host) where !HostName.isDomain(host.droppingPrefix(".")):
            "'\(host)' is no host of a URI"
        default: nil
        }
    }

    // RFC 4632: the one bits of the mask come before its zero bits.
    private static func isRange(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 8 || bytes.count == 32 else { return false }
        let mask = bytes.suffix(bytes.count / 2).drop { $0 == 0xff }
        guard let first = mask.first else { return true }
        return (~first &+ 1) & ~first == 0 && mask.dropFirst().allSatisfy { $0 == 0 }
    }
}
