import COpenSSL

/// The armour of RFC 7468 around DER bytes, as far as it is needed to tell files apart and to split bundles.
enum PEM {
    private static let begin = Array("-----BEGIN ".utf8)
    private static let dashes = Array("-----".utf8)

    /// Whether a BEGIN line occurs anywhere; text before the first block is allowed (RFC 7468 §2).
    static func looksLikePEM(_ bytes: [UInt8]) -> Bool { !labels(in: bytes, atMost: 1).isEmpty }

    /// The labels of all blocks in their order, such as `CERTIFICATE`.
    static func labels(in bytes: [UInt8], atMost limit: Int = .max) -> [String] {
        var labels: [String] = []
        for line in bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) where line.starts(with: begin) {
            let rest = line.dropFirst(begin.count)
            guard let end = rest.firstIndex(of: dashes[0]) else { continue }
            labels.append(String(decoding: rest[..<end], as: UTF8.self))
            if labels.count == limit { break }
        }
        return labels
    }

    /// DER in armour, with a line end after the last line.
    static func text(_ der: [UInt8], label: String) -> String {
        guard let output = try? MemoryBIO(), PEM_write_bio(output.handle, label, "", der, der.count) > 0 else {
            return ""
        }
        return output.withWritten { String(decoding: $0, as: UTF8.self) }
    }
}
