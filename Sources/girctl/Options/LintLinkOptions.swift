import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Whether `config lint` asks the peers of the outbound links, and how.
struct LintLinkOptions: ParsableArguments {
    @Flag(
        name: .customLong("connect"),
        help: "Look into the files too, and ask the servers that the file names what they speak and send."
    )
    var isAsked = false

    @Option(
        name: .customLong("address"),
        help: ArgumentHelp(
            "The address of a link that is not in the file, as in sipServer=sip.example.com:5061; may be repeated.",
            valueName: "link=host:port"
        )
    )
    var addresses: [String] = []

    @Option(help: ArgumentHelp("How long to wait for all servers together; 10 by default.", valueName: "seconds"))
    var timeout = 10.0

    func validate() throws {
        guard isAsked || addresses.isEmpty else { throw ValidationError("--address belongs to --connect") }
        try HandshakeOptions.checkTimeout(timeout)
    }

    /// What was found at the links of each source, all peers asked within one time limit and each of them once; nil
    /// where none is to be asked.
    func inspect(
        _ sources: [SourceText],
        _ keyFile: KeyFileOption,
        _ invocation: Invocation
    ) throws(CommandFailure) -> [[LinkInspection]]? {
        guard isAsked else { return nil }
        let end = ContinuousClock.now + .seconds(timeout)
        let given = try LinkAddresses.readLinked(addresses, of: [], option: "--address")
        let passwords = LinkPasswords(keyFile, invocation)
        let read = sources.map { ApplicationConfiguration.read($0) }
        let plans = zip(sources, read).map { source, read in
            read.configuration.map { check($0, source.path, given, invocation) }?
                .plan(asking: true, passwords: passwords.resolve, invocation) ?? LinkPlan()
        }
        let targets = Array(Set(plans.flatMap(\.targets)))
        let seen = try PeerObserver(timeLimit: timeout, identity: nil).look(at: targets)
        let found = Dictionary(zip(targets, seen)) { first, _ in first }
        return plans.indices.map { index in
            let plan = plans[index]
            let seen = plan.targets.compactMap { found[$0] }
            let verdicts = plan.verdicts(on: seen)
            guard let configuration = read[index].configuration else { return [] }
            return login(sources[index].path, read[index].report, keyFile, invocation, until: end)
                .followed(verdicts, plan.targets, seen, configuration)
                .compactMap(LinkInspection.init)
        }
    }

    private func login(
        _ path: String,
        _ report: LintReport,
        _ keyFile: KeyFileOption,
        _ invocation: Invocation,
        until end: ContinuousClock.Instant
    ) -> ClusterLogin {
        ClusterLogin(
            file: path == "<stdin>" ? "-" : path,
            report: report,
            keyFile: keyFile,
            invocation: invocation,
            end: end
        )
    }

    /// The check of the links that have an address: of the others the files tell all there is.
    private func check(
        _ configuration: ApplicationConfiguration,
        _ path: String,
        _ given: [(link: LinkName, endpoint: LinkEndpoint)],
        _ invocation: Invocation
    ) -> LinkCheck {
        let links = configuration.links.filter { link in
            let isAddressed = !link.endpoints.isEmpty || !link.unreadable.isEmpty
            return (link.isConfigured && isAddressed) || given.contains { $0.link == link.name }
        }
        return LinkCheck(
            configuration: configuration,
            file: path,
            links: links.map(\.name),
            addresses: given,
            observer: nil,
            time: invocation.now
        )
    }
}

extension LinkInspection {
    /// What a verdict of `ca validate` says about one peer.
    fileprivate init?(_ verdict: LinkVerdict) {
        let result = verdict.result
        guard let link = result.link.flatMap(LinkName.init(rawValue:)) else { return nil }
        self.init(
            link,
            at: LinkEndpoint(result.target),
            reason: result.reason.flatMap(Reason.init(code:)),
            message: result.message,
            notes: result.notes,
            help: result.help,
            daysLeft: result.daysLeft,
            hasWeakName: result.names.map { $0.rws.matched && !$0.rfc9525.matched } ?? false
        )
    }
}
