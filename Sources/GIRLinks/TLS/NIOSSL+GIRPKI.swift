public import GIRPKI
public import NIOSSL

extension NIOSSLCertificate {
    /// The same certificate for NIOSSL.
    public convenience init(_ certificate: Certificate) throws {
        try self.init(bytes: certificate.der, format: .der)
    }
}

extension NIOSSLPrivateKey {
    /// The same key for NIOSSL; throws for kinds that TLS cannot use.
    public convenience init(_ key: PrivateKey) throws {
        var bytes = try key.pkcs8().revealBytes()
        // NIOSSL takes no other form; the copy it reads from does not stay behind.
        defer { _ = Secret(erasing: &bytes) }
        try self.init(bytes: bytes, format: .der)
    }
}
