/// Certificates are used for the purposes they name, where they name any; those of a CA limit what it issues
/// (RFC 5280 §4.2.1.12).
struct ExtendedKeyUsagePolicy: PathPolicy {
    private static let any = "2.5.29.37.0"

    func check(_ path: CertificationPath, in review: inout PathReview) {
        let wanted = review.policy.purpose
        for index in path.certificates.indices {
            guard let purposes = path[index].extensions.extendedKeyUsage,
                !purposes.contains(wanted.rawValue), !purposes.contains(Self.any)
            else { continue }
            review.fail(
                .extendedKeyUsage,
                at: index,
                "\(path.title(index)) may not be used as a TLS \(wanted == .serverAuth ? "server" : "client")'s",
                facts: ["its extended key usage is \(purposes.map(Self.name).listed(atMost: 10))"]
            )
        }
    }

    private static func name(_ oid: String) -> String {
        switch oid {
        case ExtendedKeyUsage.clientAuth.rawValue: "client authentication"
        case ExtendedKeyUsage.serverAuth.rawValue: "server authentication"
        case "1.3.6.1.5.5.7.3.3": "code signing"
        case "1.3.6.1.5.5.7.3.4": "e-mail protection"
        case "1.3.6.1.5.5.7.3.8": "time stamping"
        case "1.3.6.1.5.5.7.3.9": "OCSP signing"
        default: oid
        }
    }
}
