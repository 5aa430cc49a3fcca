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

    @OptionGroup var handshake: HandshakeOptions

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
