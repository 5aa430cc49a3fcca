import GIRCommandLine
import GIRConfigKit

/// Has the program that serves log in to the Cassandra cluster as at its start, once the nodes are known to be trusted.
struct ClusterLogin {
    /// The path of application.yaml.
    let file: String
    /// What `config lint` says of it.
    let report: LintReport
    let keyFile: KeyFileOption
    /// The seconds after which the cluster is not waited for.
    let timeLimit: Double
    let invocation: Invocation

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
        do throws(Untried) {
            verdicts.insert(try verdict(at: nodes, configuration), at: last + 1)
        } catch {
            verdicts[last].add(note: "the login was not tried: \(error.reason)")
        }
        return verdicts
    }

    private struct Untried: Error { let reason: String }

    private func verdict(
        at nodes: [LinkEndpoint],
        _ configuration: ApplicationConfiguration
    ) throws(Untried) -> LinkVerdict {
        guard file != "-" else { throw Untried(reason: "application.yaml came from standard input") }
        guard !report.failed(at: .error) else {
            let lint = "girctl config lint \(ShellWord.quoted(file))"
            throw Untried(reason: "the server does not start with the errors that are found by: \(lint)")
        }
        let place = StoreErrand.Place.Configuration(
            path: file,
            keyFile: keyFile.path ?? keyFile.locator(invocation).existing,
            allowsOtherReaders: keyFile.allowsOtherReaders,
            passphrase: ""
        )
        let task = StoreErrand.Task.logIn(nodes: nodes, timeLimit: Int(timeLimit * 1000))
        let result: StoreErrandResult
        do throws(CommandFailure) {
            result = try StoreKeeper.run(task, in: StoreErrand.Place(folder: "", configuration: place))
        } catch {
            throw Untried(reason: error.message)
        }
        let isStore = configuration.operation.isStoreCassandra
        let target = isStore ? "keyspace \(configuration.cassandraCluster.keyspace)" : "login"
        guard let fault = result.clusterFault else {
            let message = isStore ? "the server can log in, read and write it" : "the server can log in"
            return LinkVerdict(nil, link: .cassandra, target: target, message)
        }
        let help = [fault.hint].compactMap(\.self)
        return LinkVerdict(LinkReason(fault.kind), link: .cassandra, target: target, fault.message, help: help)
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
