import ArgumentParser
import GIRCommandLine
import GIRConfigKit

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
        try LinkAddresses.read(written, of: links)
    }

    /// The addresses of links of a configuration.
    ///
    /// - Throws: status 64 for one that says not of which link it is.
    func linkEndpoints(of links: [LinkName]) throws(CommandFailure) -> [(link: LinkName, endpoint: LinkEndpoint)] {
        try LinkAddresses.readLinked(written, of: links)
    }

    private var written: [String] { addresses.filter { $0 != Self.configured } }

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
