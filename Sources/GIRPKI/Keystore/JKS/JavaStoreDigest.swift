/// The digest at the end of JKS and JCEKS, their only integrity check.
enum JavaStoreDigest {
    static let length = 20
    private static let whitener = Array("Mighty Aphrodite".utf8)

    static func digest(_ data: UnsafeRawBufferPointer, _ password: Secret) -> [UInt8] {
        whitener.withUnsafeBytes { password.utf16BigEndian().followed(by: $0) }
            .followed(by: data)
            .withBytes { Digest.sha1($0) }
    }
}
