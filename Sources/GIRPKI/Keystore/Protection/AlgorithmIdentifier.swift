/// An algorithm and its parameters (RFC 5280 §4.1.1.2).
struct AlgorithmIdentifier {
    /// The object identifier in dotted form.
    let identifier: String
    /// The parameters; nil where there are none.
    let parameters: DERValue?

    init(_ value: DERValue) throws(PKIError) {
        var reader = value.reader
        identifier = try reader.next(DERTag.objectIdentifier).objectIdentifier
        parameters = reader.isAtEnd ? nil : try reader.next()
        try reader.finish()
    }

    /// A reader of the parameters, which must be a SEQUENCE.
    var parameterReader: DERReader {
        get throws(PKIError) {
            guard let parameters, parameters.tag == DERTag.sequence else {
                throw PKIError(.malformed, "algorithm '\(identifier)' has no parameters")
            }
            return parameters.reader
        }
    }
}
