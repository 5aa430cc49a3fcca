extension KeyStore {
    /// The certificates that Java's trust manager trusts with this store: the trusted ones that it sees, and of each
    /// key's chain the key's own.
    public var trustAnchors: [Certificate] {
        entries.filter(\.isVisibleToJava).flatMap { entry -> [Certificate] in
            switch entry.kind {
            case .privateKey: Array(entry.certificates.prefix(1))
            case .secretKey: []
            case .trustedCertificate: entry.certificates
            }
        }
    }

    /// How many certificates are there that Java does not see, because nothing in the file says that they are trusted.
    public var unseenCertificateCount: Int {
        entries.count { !$0.isVisibleToJava && $0.kind == .trustedCertificate }
    }
}
