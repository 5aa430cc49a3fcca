import GIRPKI

/// HMAC-SHA-256 (RFC 2104) under a key, most often one that is made when the process starts and never leaves it.
///
/// What is remembered about a password is its digest of such a key: a copy of it is of no use elsewhere.
struct KeyedDigest: Sendable {
    private let inner: [UInt8]
    private let outer: [UInt8]

    /// Makes a key; throws where there are no random numbers.
    init() throws(PKIError) { self.init(key: Secret(try SecureRandom.bytes(32))) }

    /// Takes a key; of one that is longer than a block its digest.
    init(key: Secret) {
        let short = key.withBytes { $0.count > Self.block ? Digest.sha256($0) : Array($0) }
        let padded = short + [UInt8](repeating: 0, count: Self.block - short.count)
        inner = padded.map { $0 ^ 0x36 }
        outer = padded.map { $0 ^ 0x5c }
    }

    private static let block = 64

    /// The digest of some texts and a password; each begins with its length, so that none runs into the next.
    func digest(_ texts: [String], _ password: Secret? = nil) -> [UInt8] {
        var message = inner
        message.reserveCapacity(message.count + texts.reduce(256) { $0 + $1.utf8.count + 8 } + (password?.count ?? 0))
        for text in texts {
            Self.append(text.utf8.count, to: &message)
            message += text.utf8
        }
        password?.withBytes { message += $0 }
        let first = Secret(erasing: &message).withBytes { Digest.sha256($0) }
        return Digest.sha256(outer + first)
    }

    private static func append(_ length: Int, to message: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) { message.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }
}
