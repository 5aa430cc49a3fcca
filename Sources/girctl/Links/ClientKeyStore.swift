import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// The keystore with what `girctl serve` proves itself with to Cassandra's nodes.
struct ClientKeyStore {
    let settings: OperationSettings
    /// The folder of application.yaml with a slash at its end, or nothing.
    let folder: String

    /// Why it has nothing to show.
    struct Obstacle: Error {
        let reason: LinkReason
        let message: String
        let help: String?
    }

    /// The key and the certificates; nil where no keystore is named.
    func read(
        passwords: (ConfiguredPassword) throws(CommandFailure) -> Secret
    ) throws(Obstacle) -> LinkInquiry.Client? {
        guard let name = settings.cassandraKeyStore else { return nil }
        let path = name.hasPrefix("/") ? name : folder + name
        let password: Secret?
        do throws(CommandFailure) {
            password = try settings.cassandraKeyStorePassword.map(passwords)
        } catch {
            throw Obstacle(reason: .clientKeyStorePassword, message: error.message, help: error.hint)
        }
        do throws(CommandFailure) {
            let bytes = try read(path)
            let identity: CassandraIdentity
            do throws(CassandraIdentity.Obstacle) {
                identity = try CassandraIdentity(bytes, path: path, password: password)
            } catch {
                throw CommandFailure(.data, error.reason, hint: error.hint)
            }
            return try PeerObserver.client(identity.key, identity.chain)
        } catch {
            throw Obstacle(reason: .clientKeyStoreUnreadable, message: error.message, help: error.hint)
        }
    }

    private func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(CommandFailure) { return try InputFile.read(path) } catch {
            throw error.named(by: "girctl.cassandraKeyStore")
        }
    }
}
