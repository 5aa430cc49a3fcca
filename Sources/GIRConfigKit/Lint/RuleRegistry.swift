/// The rules, family by family.
public enum RuleRegistry {
    /// Every rule, in the order of the ids.
    public static let all: [Rule] =
        StructureRules.rules + ValueRules.rules + SuppressionRules.rules + SecretRules.rules + JettyRules.rules
        + ListenerTLSRules.rules + ClientRules.rules + TrustRules.rules
        + CrossOriginRules.rules + CassandraRules.rules + CassandraServerRules.rules + AddressRules.rules
        + ClusterRules.rules + CassandraLinkRules.rules + FileRules.rules + CertificateFileRules.rules
        + FilePermissionRules.rules + RefusedStartRules.rules + LinkRules.rules + ClusterLoginRules.rules

    /// The rule with an id, or with a name.
    public static func rule(_ text: String) -> Rule? {
        all.first { $0.id == text.uppercased() || $0.name == text }
    }
}
