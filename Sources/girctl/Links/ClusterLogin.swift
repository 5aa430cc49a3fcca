import GIRCommandLine
import GIRConfigKit

/// Has the program that serves log in to the Cassandra cluster as at its start, once the nodes are known to be trusted.
struct ClusterLogin {
    /// The path of application.yaml.
    let file: String
    /// What `config lint` says of it.
    let report: LintReport
    let keyFile: KeyFileOption
    let invocation: Invocation
    /// When neither the nodes nor the login are waited for any longer.
    let end: ContinuousClock.Instant

    /// The verdicts with what is to be said of the cluster as a whole behind those of its nodes.
    ///
    /// - Parameters:
    ///   - targets: the peers that were asked.
    ///   - seen: what was seen of each.
    func followed(
        _ verdicts: [LinkVerdict],
        _ targets: [LinkInquiry.Target],
        _ seen: [LinkObservation],
        _ configuration: ApplicationConfiguration
    ) -> [LinkVerdict] {
        let answering = zip(targets, seen).filter { $0.isCassandra && !$1.cassandraVersions.isEmpty }.map(\.0.endpoint)
        // A password goes to no node that is not trusted.
        let trusted = Set(verdicts.filter { $0.isTrusted(.cassandra) }.map(\.result.target))
        let nodes = answering.filter { trusted.contains($0.description) }
        guard !nodes.isEmpty, let last = verdicts.lastIndex(where: { $0.isTrusted(.cassandra) }) else {
            return verdicts
        }
        var verdicts = verdicts
        // What is wrong in the file is said of the file.
        if report.failed(at: .error) {
            let lint = "girctl config lint \(ShellWord.quoted(file))"
            verdicts[last].leaveLoginOut("the server does not start with the errors that are found by: \(lint)")
        } else {
            verdicts.insert(verdict(at: nodes, configuration), at: last + 1)
        }
        return verdicts
    }

    private func verdict(at nodes: [LinkEndpoint], _ configuration: ApplicationConfiguration) -> LinkVerdict {
        let isStore = configuration.operation.isStoreCassandra
        let target = isStore ? "keyspace \(configuration.cassandraCluster.keyspace)" : "login"
        let fault: StoreErrandResult.ClusterFault?
        do throws(CommandFailure) {
            fault = try logIn(at: nodes, configuration)
        } catch {
            return LinkVerdict(
                .loginNotTried,
                link: .cassandra,
                target: target,
                "the login was not tried: \(error.message)",
                help: [error.hint]
            )
        }
        guard let fault else {
            let message = isStore ? "the server can log in, read and write it" : "the server can log in"
            return LinkVerdict(nil, link: .cassandra, target: target, message)
        }
        let help = [fault.hint].compactMap(\.self)
        return LinkVerdict(LinkReason(fault.kind), link: .cassandra, target: target, fault.message, help: help)
    }

    /// What the cluster has against it.
    ///
    /// - Throws: why it was not tried.
    private func logIn(
        at nodes: [LinkEndpoint],
        _ configuration: ApplicationConfiguration
    ) throws(CommandFailure) -> StoreErrandResult.ClusterFault? {
        guard file != "-" else {
            throw CommandFailure(
                .incomplete,
                "application.yaml came from standard input",
                hint: "name the file"
            )
        }
        if case .off(let option) = configuration.link(.cassandra).encryption {
            throw CommandFailure(
                .incomplete,
                "the server would send the password without TLS, as '\(option)' is false",
                hint: "set it to true"
            )
        }
        let left = Int((end - .now) / .milliseconds(1))
        guard left > 0 else {
            throw CommandFailure(.incomplete, "the nodes took all the time", hint: "wait longer with --timeout")
        }
        let place = StoreErrand.Place.Configuration(
            path: file,
            keyFile: keyFile.path ?? keyFile.locator(invocation).existing,
            allowsOtherReaders: keyFile.allowsOtherReaders,
            passphrase: ""
        )
        let task = StoreErrand.Task.logIn(nodes: nodes, timeLimit: left)
        return try StoreKeeper.run(task, in: StoreErrand.Place(folder: "", configuration: place)).clusterFault
    }
}

extension LinkReason {
    fileprivate init(_ kind: StoreErrandResult.ClusterFault.Kind) {
        self =
            switch kind {
            case .refused: .loginRefused
            case .unfit: .storeUnfit
            case .unreachable: .unreachable
            }
    }
}
