import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// How peers are connected to.
struct ConnectOptions: ParsableArguments {
    @Option(
        name: .customLong("connect"),
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Ask the server itself; with --config the address may be left out, or have the link in front, as in sipServer=HOST:PORT.",
            valueName: "host:port"
        )
    )
    var addresses: [String] = []

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
        guard timeout >= 0.1, timeout <= 600 else { throw ValidationError("--timeout is 0.1 to 600 seconds") }
        guard clientKey == nil || clientCertificate != nil else {
            throw ValidationError("--client-key needs --client-cert")
        }
    }

    /// Whether servers are to be asked.
    var isAsked: Bool { !addresses.isEmpty }

    /// The addresses, without those that were left out, each with its link where it is named.
    func endpoints(of links: [LinkName]) throws(CommandFailure) -> [(link: LinkName?, endpoint: LinkEndpoint)] {
        var read: [(link: LinkName?, endpoint: LinkEndpoint)] = []
        for text in addresses where text != Self.configured {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let named = parts.count == 2 ? parts.first.flatMap(LinkName.init(rawValue:)) : nil
            let link = named ?? (links.count == 1 ? links.first : nil)
            let address = named == nil ? text : parts.last ?? ""
            guard let endpoint = LinkEndpoint(address, usualPort: link?.usualPort) else {
                throw CommandFailure(
                    .usage,
                    "the value '\(text)' is no address for '--connect <host:port>'",
                    hint: "write it as in --connect rws.example.com:443 or --connect [2001:db8::1]:443"
                )
            }
            read.append((link, endpoint))
        }
        return read
    }

    /// The addresses of links of a configuration.
    ///
    /// - Throws: status 64 for one that says not of which link it is.
    func linkEndpoints(of links: [LinkName]) throws(CommandFailure) -> [(link: LinkName, endpoint: LinkEndpoint)] {
        var linked: [(link: LinkName, endpoint: LinkEndpoint)] = []
        for (link, endpoint) in try endpoints(of: links) {
            guard let link else {
                throw CommandFailure(
                    .usage,
                    "the address '\(endpoint)' belongs to no link",
                    hint: "name it: --connect LINK=\(endpoint), where LINK is one of "
                        + LinkName.allCases.map(\.rawValue).joined(separator: ", ")
                )
            }
            linked.append((link, endpoint))
        }
        return linked
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

    /// What a bare `--connect` stands for: the addresses of the configuration.
    static let configured = "@config"

    /// The arguments with ``configured`` where `ca validate` has a bare `--connect`: the parser knows no option whose value
    /// may be left out.
    static func completed(_ arguments: [String]) -> [String] {
        guard arguments.prefix(2) == ["ca", "validate"] else { return arguments }
        return arguments.indices.map { index in
            let next = index + 1 < arguments.count ? arguments[index + 1] : "-"
            return arguments[index] == "--connect" && next.hasPrefix("-") ? "--connect=\(configured)" : arguments[index]
        }
    }
}
