import FoundationEssentials
import GIRConfigKit
import GIRPKI

/// What the section `jetty.ssl` makes of the files that it names.
///
/// A rule about an option that is only remembered is no more than a note to the linter, who does not know which program
/// reads the file. This program does: what it cannot do it refuses.
struct ListenerStart {
    let ssl: SSLSettings
    let resolver: PasswordResolver
    /// The path of application.yaml.
    let source: String
    /// The command that encrypts an option there.
    let encryption: (String) -> String
    let files: ServerStart.FileReader
    let now: Date

    /// The TLS of the listener.
    ///
    /// - Parameter hosts: the hosts of the addresses that clients are given.
    func settings(hosts: [String]) throws -> TLSSettings {
        let selection = ssl.selection
        if let remark = selection.remarks.first(where: \.isFatal) {
            let entry = remark.entry.map { " '\(DisplayText.safe($0))'" } ?? ""
            throw ServerError(
                .configuration,
                "'\(remark.list.path)'\(entry): \(remark.message)",
                hint:
                    "without the lists TLS 1.2 and 1.3 with forward secrecy are spoken; see: girctl config explain jetty.ssl.\(remark.list.rawValue)"
            )
        }
        if let option = ssl.uncheckedRevocation {
            throw ServerError(
                .configuration,
                "'\(option)' is set, and this server asks nobody whether a certificate is revoked",
                hint: "give it the lists themselves with 'jetty.ssl.crlPath'"
            )
        }
        let identity = try identity()
        try refuseUnusable(selection, identity)
        return TLSSettings(identity, selection: selection, clients: try clients(), otherHosts: hosts)
    }

    /// The files that the settings come from.
    var paths: [String] {
        let ofClients = ssl.asksClients ? [ssl.trustStorePath, ssl.crlPath].compactMap(\.self) : []
        return ([ssl.keyStorePath] + ofClients).map(path)
    }

    private func identity() throws -> ServerIdentity {
        let (bytes, password) = try keystore()
        return try ServerIdentity(
            keystore: bytes,
            path: path(of: ssl.keyStorePath),
            password: password,
            keyPassword: try ssl.keyManagerPassword.map { try resolver.resolve($0) },
            alias: ssl.certAlias,
            now: now
        )
    }

    private func keystore() throws -> ([UInt8], Secret) {
        guard let password = ssl.keyStorePassword else {
            throw ServerError(
                .configuration,
                "'jetty.ssl.keyStorePassword' is missing, and 'jetty.enableSsl' is true",
                hint: "write it, then encrypt it: \(encryption("jetty.ssl.keyStorePassword"))"
            )
        }
        return (try files(path(of: ssl.keyStorePath), "jetty.ssl.keyStorePath"), try resolver.resolve(password))
    }

    /// With a suite for the other kind of key alone no handshake of TLS 1.2 would succeed.
    private func refuseUnusable(_ selection: TLSSelection, _ identity: ServerIdentity) throws(ServerError) {
        guard selection.speaksTLS12, !selection.speaksTLS13, let kind = identity.suiteMark,
            !selection.suitesOfTLS12.contains(where: { $0.name.contains("_\(kind)_") })
        else { return }
        throw ServerError(
            .configuration,
            "no cipher suite that the lists of 'jetty.ssl' leave works with the \(kind) key under '\(identity.alias)'",
            hint: "let 'jetty.ssl.includeCipherSuites' have suites with \(kind) in their names"
        )
    }

    // MARK: Clients

    /// How clients prove themselves: with certificates of the truststore, or of the keystore where there is none, as in
    /// Jetty.
    private func clients() throws -> ClientTrust? {
        guard ssl.asksClients else { return nil }
        let file: String
        let anchors: [Certificate]
        if let truststore = ssl.trustStorePath {
            file = path(of: truststore)
            let password = try ssl.trustStorePassword.map { try resolver.resolve($0) }
            let bytes = try files(file, "jetty.ssl.trustStorePath")
            anchors = try ClientAnchors.read(bytes, path: file, password: password)
        } else {
            file = path(of: ssl.keyStorePath)
            let (bytes, password) = try keystore()
            anchors = try ClientAnchors.read(bytes, path: file, password: password)
        }
        guard !anchors.isEmpty else {
            throw ServerError(
                .configuration,
                "'jetty.ssl.\(ssl.needClientAuth ? "needClientAuth" : "wantClientAuth")' is true, and '\(file)' has no certificate to check a client's with",
                hint:
                    "put the CA of the clients in with: girctl keystore import \(ShellWord.quoted(file)) --trusted CA.pem"
            )
        }
        return ClientTrust(isRequired: ssl.needClientAuth, anchors: anchors, revocationLists: try revocationLists())
    }

    private func revocationLists() throws -> [RevocationList] {
        guard let crl = ssl.crlPath.map(path) else { return [] }
        let bytes = try files(crl, "jetty.ssl.crlPath")
        do throws(PKIError) {
            return try RevocationList.readAll(bytes)
        } catch {
            throw ServerError(.data, "'\(crl)': \(error.reason)", hint: error.remedy)
        }
    }

    private func path(of relative: String) -> String { RelativePath.resolve(relative, from: source) }
}

/// The trust anchors for the certificates of clients.
enum ClientAnchors {
    /// Reads a keystore, or certificates in PEM or DER; of a keystore what Java's trust manager takes of it.
    static func read(_ bytes: [UInt8], path: String, password: Secret?) throws(ServerError) -> [Certificate] {
        do throws(PKIError) {
            guard KeyStoreFormat.detect(bytes) != nil else { return try Certificate.readAll(bytes) }
            return try KeyStore(decoding: bytes, password: password).trustAnchors
        } catch {
            let isPassword = [.integrityCheckFailed, .passwordRequired, .wrongPassword].contains(error.code)
            throw ServerError(
                .data,
                "'\(path)': \(error.reason)",
                hint: isPassword ? "check 'jetty.ssl.trustStorePassword'" : error.remedy
            )
        }
    }
}
