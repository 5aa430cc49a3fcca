public import GIRConfigKit
public import GIRPKI

/// What a link's peer is verified with, built as the server builds it from the configuration.
public struct LinkTruststore: Sendable {
    /// The certificates; nil where nothing is verified.
    public let store: Truststore?
    /// What there is to say about it.
    public let remarks: [String]

    /// Why it cannot be built.
    public struct Obstacle: Error {
        /// The kind of obstacle.
        public let reason: LinkReason
        /// The same in words.
        public let message: String
        /// What to do about it.
        public let help: [String]
    }

    /// Reads what the link's option names.
    ///
    /// - Parameters:
    ///   - folder: the folder of application.yaml, from which relative paths are seen.
    ///   - passwords: resolves a password of the configuration.
    ///   - environment: says where Java is.
    public init(
        _ link: LinkSettings,
        folder: String,
        passwords: (ConfiguredPassword) throws(CommandFailure) -> Secret,
        environment: [String: String]
    ) throws(Obstacle) {
        switch link.trust {
        case .java(let option):
            do throws(CommandFailure) {
                let java = try Truststore.java(environment)
                store = java
                remarks = ["'\(option)' stands for the CAs that Java ships: '\(java.path)'"]
            } catch {
                throw Obstacle(
                    reason: .truststoreNotFound,
                    message: error.message,
                    help: link.name == .cassandra
                        ? [NodeCertificate.trusting] : ["run it where the server runs, or set JAVA_HOME to its Java"]
                )
            }
        case .nothing(let option, let because):
            store = nil
            remarks = ["'\(option)' \(because)"]
        case .placeholder(let option):
            throw Obstacle(
                reason: .placeholder,
                message: "'\(option)' is a placeholder that the server's environment fills in",
                help: ["give the truststore itself: girctl ca validate --ca FILE --connect HOST:PORT"]
            )
        case .truststore(let path, let option, let password):
            let file = path.hasPrefix("/") ? path : folder + path
            (store, remarks) = try Self.open(file, option, password, passwords, isSingle: link.takesSingleCA)
        }
    }

    private static func open(
        _ path: String,
        _ option: String,
        _ password: ConfiguredPassword?,
        _ passwords: (ConfiguredPassword) throws(CommandFailure) -> Secret,
        isSingle: Bool
    ) throws(Obstacle) -> (Truststore, [String]) {
        var secret: Secret?
        var obstacle: CommandFailure?
        let store: Truststore
        do throws(CommandFailure) {
            store = try Truststore(path: path, kind: .file(path)) { () throws(CommandFailure) in
                // A JKS opens without its password, so that a lost key file is no reason to say nothing.
                do throws(CommandFailure) { secret = try password.map(passwords) } catch { obstacle = error }
                return secret
            } asking: { () throws(CommandFailure) in
                throw obstacle
                    ?? CommandFailure(
                        .data,
                        "'\(path)' needs a password, and '\(passwordOption(of: option))' is not set",
                        hint: "set '\(passwordOption(of: option))'"
                    )
            }
        } catch {
            let isPassword = obstacle?.message == error.message
            throw Obstacle(
                reason: isPassword ? .truststorePassword : .truststoreUnreadable,
                message: isPassword ? error.message : "'\(option)': \(error.message)",
                help: error.status == .inputMissing
                    ? [error.ofConfiguration.hint, "the server does not start without the file"] : [error.hint]
            )
        }
        var remarks = obstacle.map { [$0.message] } ?? []
        if isSingle, store.anchors.count > 1 {
            remarks.append(
                "the server takes a single CA from '\(option)', and '\(path)' holds \(store.anchors.count) certificates"
            )
        }
        return (store, remarks)
    }

    private static func passwordOption(of option: String) -> String {
        switch option {
        case "cassandraCluster.trustStore": "cassandraCluster.truststorePassword"
        case "serverSettings.caCertificate": "serverSettings.jksPassword"
        default: option.replacing("TrustedCA", with: "JksPassword")
        }
    }
}
