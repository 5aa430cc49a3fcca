import COpenSSL

/// Message digests of bytes that are all in memory (FIPS 180-4).
public enum Digest {
    /// The 20 bytes of SHA-1: for formats that prescribe it, never for a decision about trust.
    public static func sha1(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { sha1($0) } }

    /// The 20 bytes of SHA-1 of borrowed bytes.
    public static func sha1(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        digest(length: 20) { girctl_sha1(bytes.baseAddress, bytes.count, $0) }
    }

    /// The 32 bytes of SHA-256.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { sha256($0) } }

    /// The 32 bytes of SHA-256 of borrowed bytes.
    public static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        digest(length: 32) { girctl_sha256(bytes.baseAddress, bytes.count, $0) }
    }

    private static func digest(length: Int, _ body: (UnsafeMutablePointer<UInt8>?) -> Void) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            body(buffer.baseAddress)
            count = length
        }
    }
}
