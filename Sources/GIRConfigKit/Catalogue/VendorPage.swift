/// A page of the documentation of the vendor, or of Cassandra.
public enum VendorPage: Sendable, Hashable, CaseIterable {
    /// Cassandra authentication and the list of encryptable options.
    case cassandraAuthentication
    /// The reference of cassandra.yaml.
    case cassandraConfiguration
    /// The cross-origin filter.
    case crossOrigin
    /// The features of call recording.
    case features
    /// Backup and purge.
    case mediaLifecycle
    /// An installation in two data centers.
    case multipleDataCenters
    /// The reference of options.
    case optionsReference
    /// The sample of application.yaml.
    case sampleFile
    /// The RWS guide's chapter on security.
    case security
    /// Single sign-on.
    case singleSignOn
    /// The web services of the recording solution.
    case webServices

    /// The address of the page.
    public var address: String {
        switch self {
        case .cassandraAuthentication: Self.version(477161, of: "HTCC%3ADep%3ACassandraAuthentication%3A8.5.2DRAFT")
        case .cassandraConfiguration:
            "https://cassandra.apache.org/doc/stable/cassandra/configuration/cass_yaml_file.html"
        case .crossOrigin: Self.version(345852, of: "HTCC%3ADep%3ACORS%3A8.5.2DRAFT")
        case .features: "https://docs.genesys.com/Documentation/CR/latest/Solution/IRWSFeatures"
        case .mediaLifecycle: "https://docs.genesys.com/Documentation/CR/latest/Solution/MLM"
        case .multipleDataCenters: Self.version(554767, of: "HTCC%3ADep%3AmultiDCDepExample%3A8.5.2DRAFT")
        case .optionsReference: Self.version(383529, of: "HTCC%3ADep%3AHTCCConfigurationOptionsReference%3A8.5.2")
        case .sampleFile: "https://docs.genesys.com/Documentation/GWS/8.5.2/Dep/ConfigurationPremise"
        case .security: "https://docs.genesys.com/Documentation/CR/latest/Solution/IRWSSecurity"
        case .singleSignOn: "https://docs.genesys.com/Documentation/GWS/latest/Dep/SecuredConnectionsSAML"
        case .webServices: Self.version(266397, of: "CR%3ASolution%3AWebServices%3A8.5.2")
        }
    }

    /// A page that can be read in an old version only.
    private static func version(_ number: Int, of page: String) -> String {
        "https://docs.genesys.com/index.php?oldid=\(number)&title=Documentation%3A\(page)"
    }
}
