import COpenSSL

/// Random bytes for keys, nonces and serial numbers, from OpenSSL's generator.
public enum SecureRandom {
    /// `count` random bytes; throws ``PKIError/Code/cryptography`` when the generator has no entropy.
    public static func bytes(_ count: Int) throws(PKIError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: try checked(count))
        let status = result.withUnsafeMutableBytes { fill($0) }
        guard status else { throw noEntropy }
        return result
    }

    /// `count` random bytes that are a key or a password.
    public static func secret(_ count: Int) throws(PKIError) -> Secret {
        try Secret(count: try checked(count)) { buffer throws(PKIError) in
            guard fill(buffer) else { throw noEntropy }
        }
    }

    private static let maximumCount = 1 << 20

    private static func checked(_ count: Int) throws(PKIError) -> Int {
        guard (0...maximumCount).contains(count) else {
            throw PKIError(.invalidParameter, "cannot make \(count) random bytes, expected 0 to \(maximumCount)")
        }
        return count
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let start = buffer.bindMemory(to: UInt8.self).baseAddress else { return true }
        return RAND_bytes(start, Int32(buffer.count)) == 1
    }

    private static var noEntropy: PKIError {
        PKIError(.cryptography, "the random generator gives no bytes", hint: "check that /dev/urandom can be read")
    }
}
