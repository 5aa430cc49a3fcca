/// A source as UTF-8 without byte order mark, as far as it decodes.
struct DecodedSource {
    let utf8: ArraySlice<UInt8>
    /// Where and why decoding ended; only for UTF-16, as libyaml itself checks UTF-8.
    let failure: (message: String, offset: Int)?

    init(_ source: SourceText) {
        let body = source.bytes.dropFirst(source.encoding.markLength)
        guard source.encoding.isUTF16 else {
            utf8 = body
            failure = nil
            return
        }
        let units = source.encoding.units(body)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(units.count)
        var at = 0
        var problem: String?
        while at < units.count {
            if let scalar = Unicode.Scalar(units[at]) {
                decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                at += 1
            } else if at + 1 < units.count, UTF16.isLeadSurrogate(units[at]), UTF16.isTrailSurrogate(units[at + 1]) {
                let pair = UTF16.decode(UTF16.EncodedScalar(units[at...at + 1]))
                decoded.append(contentsOf: UTF8.encode(pair) ?? UTF8.encodedReplacementCharacter)
                at += 2
            } else {
                problem = "half of a UTF-16 surrogate pair stands alone"
                break
            }
        }
        if problem == nil && body.count % 2 == 1 { problem = "the source ends in the middle of a UTF-16 character" }
        utf8 = decoded[...]
        failure = problem.map { ($0, source.encoding.markLength + 2 * at) }
    }
}
