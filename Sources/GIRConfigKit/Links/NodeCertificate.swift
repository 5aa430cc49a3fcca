public import GIRPKI

/// What to do where a node of Cassandra has a certificate that is not trusted, in the words of all who refuse it.
public enum NodeCertificate {
    /// Where the CA of a cluster is to be named.
    public static let trusting =
        "set 'cassandraCluster.trustStore' to a file with the CA of the cluster, such as the truststore that girctl cassandra-certs gen leaves"

    /// What to do about a reason; nil where no command of a cluster's helps.
    ///
    /// - Parameter host: what was called.
    public static func remedy(for code: TrustFailure.Code, host: String) -> String? {
        switch code {
        case .nameMismatch:
            "call the node by a name of its certificate in 'cassandraCluster.nodes', or give it one with this name: "
                + "girctl cassandra-certs add-node FOLDER --nodes NAME=\(host)"
        case .expired: "renew the certificate of the node: girctl cassandra-certs renew FOLDER --name NAME"
        case .badSignature, .emptyTruststore, .missingIssuer, .selfSigned, .untrustedRoot: trusting
        default: nil
        }
    }
}
