import ArgumentParser
import GIRCommandLine
import GIRPKI

/// How hands are shaken with peers.
struct HandshakeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long to wait for all servers together; 10 by default.", valueName: "seconds"))
    var timeout = 10.0

    @Option(
        name: .customLong("client-cert"),
        help: ArgumentHelp("The client's certificates, where a server asks for them: PEM or DER.", valueName: "file")
    )
    var clientCertificate: String?

    @Option(
        name: .customLong("client-key"),
        help: ArgumentHelp("The client's private key, where --client-cert does not hold it.", valueName: "file")
    )
    var clientKey: String?

    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>

    func validate() throws {
        try Self.checkTimeout(timeout)
        guard clientKey == nil || clientCertificate != nil else {
            throw ValidationError("--client-key needs --client-cert")
        }
    }

    static func checkTimeout(_ seconds: Double) throws {
        guard seconds >= 0.1, seconds <= 600 else { throw ValidationError("--timeout is 0.1 to 600 seconds") }
    }

    /// Who looks at the peers.
    func observer(_ invocation: Invocation) throws(CommandFailure) -> PeerObserver {
        PeerObserver(timeLimit: timeout, identity: try identity(invocation))
    }

    private func identity(_ invocation: Invocation) throws(CommandFailure) -> (key: PrivateKey, chain: [Certificate])? {
        guard let clientCertificate else { return nil }
        let keyFile = clientKey ?? clientCertificate
        let password = try keyPassword.read(invocation)
        let keyBytes = try InputFile.read(keyFile)
        let bytes = try InputFile.read(clientCertificate)
        let key: PrivateKey
        do throws(PKIError) {
            key = try PrivateKey.read(keyBytes, password: password)
        } catch {
            throw CommandFailure(error, in: keyFile)
        }
        guard ["RSA", "EC", "Ed25519"].contains(key.publicKey.algorithm.name) else {
            throw CommandFailure(.data, "'\(keyFile)': a key of this kind cannot be used for TLS")
        }
        do throws(PKIError) {
            return (key, try CertificateChain(of: key.publicKey, from: Certificate.readAll(bytes)).certificates)
        } catch {
            throw CommandFailure(error, in: clientCertificate)
        }
    }
}
