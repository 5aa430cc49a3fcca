extension KeyStore {
    /// The certificates that Java's trust manager takes as trust anchors: the trusted ones, and of each key's chain the
    /// key's own one.
    public var javaAnchors: [Certificate] {
        entries.filter(\.isVisibleToJava).flatMap { entry -> [Certificate] in
            switch entry.kind {
            case .privateKey: Array(entry.certificates.prefix(1))
            case .secretKey: []
            case .trustedCertificate: entry.certificates
            }
        }
    }
}
