/// The object identifiers of the certificate extensions that are understood (RFC 5280 §4.2).
enum ExtensionOID {
    static let authorityInformationAccess = "1.3.6.1.5.5.7.1.1"
    static let authorityKeyIdentifier = "2.5.29.35"
    static let basicConstraints = "2.5.29.19"
    static let certificatePolicies = "2.5.29.32"
    static let extendedKeyUsage = "2.5.29.37"
    static let inhibitAnyPolicy = "2.5.29.54"
    static let keyUsage = "2.5.29.15"
    static let nameConstraints = "2.5.29.30"
    static let policyConstraints = "2.5.29.36"
    static let policyMappings = "2.5.29.33"
    static let subjectAlternativeName = "2.5.29.17"
    static let subjectKeyIdentifier = "2.5.29.14"

    /// The name of an extension in messages.
    static func name(_ oid: String) -> String {
        switch oid {
        case authorityInformationAccess: "authority information access"
        case authorityKeyIdentifier: "authority key identifier"
        case basicConstraints: "basic constraints"
        case certificatePolicies: "certificate policies"
        case extendedKeyUsage: "extended key usage"
        case inhibitAnyPolicy: "inhibit any-policy"
        case keyUsage: "key usage"
        case nameConstraints: "name constraints"
        case policyConstraints: "policy constraints"
        case policyMappings: "policy mappings"
        case subjectAlternativeName: "subject alternative name"
        case subjectKeyIdentifier: "subject key identifier"
        default: oid
        }
    }
}
