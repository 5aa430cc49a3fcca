import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Checks the links of a configuration: whether each one's trust can be built and, where peers are asked, whether what
/// they send is trusted.
struct LinkCheck {
    let configuration: ApplicationConfiguration
    /// The path of application.yaml.
    let file: String
    let links: [LinkName]
    /// The addresses that take the place of those in the configuration.
    let addresses: [(link: LinkName, endpoint: LinkEndpoint)]
    /// Who asks the peers; nil where none is asked.
    let observer: PeerObserver?
    let time: Date
    var host: String?
    var nameRule: NameRule?
    var policy = TrustPolicy.rws
    var chainFile: String?
    var isVerbose = false
    /// Who logs in to the cluster; nil where nobody does.
    var login: ClusterLogin?
    /// Whether a link whose address is not in application.yaml is no reason to complain.
    var takesUnknownAddresses = false

    /// The verdicts in the order of the links, and what was seen.
    func run(
        passwords: (ConfiguredPassword) throws(CommandFailure) -> Secret,
        _ invocation: Invocation
    ) throws(CommandFailure) -> (verdicts: [LinkVerdict], seen: [LinkObservation]) {
        let plan = plan(asking: observer != nil, passwords: passwords, invocation)
        let seen = try observer?.look(at: plan.targets) ?? []
        let verdicts = plan.verdicts(on: seen)
        return (login?.followed(verdicts, plan.targets, seen, configuration) ?? verdicts, seen)
    }

    /// Says what can be said without the peers, and which of them are to be asked.
    func plan(
        asking: Bool,
        passwords: (ConfiguredPassword) throws(CommandFailure) -> Secret,
        _ invocation: Invocation
    ) -> LinkPlan {
        var plan = LinkPlan()
        for name in links {
            let link = configuration.link(name)
            let given = addresses.filter { $0.link == name }.map(\.endpoint)
            guard link.isConfigured || !given.isEmpty else {
                plan.add(
                    LinkVerdict(.notConfigured, link: name, target: nil, "the configuration does not have this link")
                )
                continue
            }
            if case .off(let option) = link.encryption, given.isEmpty {
                // A node that speaks TLS would not answer the server.
                let nodes = asking && name == .cassandra ? link.endpoints : []
                if nodes.isEmpty { plan.add(notEncrypted(link, option, at: link.endpoints.first)) }
                for node in nodes { plan.add(question(node, link, notEncrypted(link, option, at: node))) }
                continue
            }
            let trust: LinkTruststore
            do throws(LinkTruststore.Obstacle) {
                trust = try LinkTruststore(
                    link,
                    folder: folder,
                    passwords: passwords,
                    environment: invocation.environment
                )
            } catch {
                let target = given.first ?? link.endpoints.first
                plan.add(
                    LinkVerdict(error.reason, link: name, target: target?.description, error.message, help: error.help)
                )
                continue
            }
            let endpoints = given.isEmpty ? link.endpoints : given
            let client: LinkInquiry.Client?
            do throws(ClientKeyStore.Obstacle) {
                // What is named on the command line is what the user wants to try.
                let isAsked = name == .cassandra && observer?.identity == nil
                let keystore = ClientKeyStore(settings: configuration.operation, folder: folder)
                client = isAsked ? try keystore.read(passwords: passwords) : nil
            } catch {
                let (target, help) = (endpoints.first?.description, [error.help].compactMap(\.self))
                plan.add(LinkVerdict(error.reason, link: name, target: target, error.message, help: help))
                continue
            }
            guard asking, !endpoints.isEmpty else {
                let isOffline = !asking || (takesUnknownAddresses && link.unreadable.isEmpty)
                plan.add(isOffline ? unasked(link, trust, asking) : unaddressed(link, trust))
                continue
            }
            for endpoint in endpoints { plan.add(question(endpoint, link, trust, client)) }
        }
        return plan
    }

    private func question(
        _ endpoint: LinkEndpoint,
        _ link: LinkSettings,
        _ trust: LinkTruststore,
        _ client: LinkInquiry.Client?
    ) -> LinkPlan.Question {
        var remarks = trust.remarks
        if case .off(let option) = link.encryption {
            remarks.append("'\(option)' is false: the server does not use TLS on this link yet")
        }
        let target = LinkInquiry.Target(
            endpoint: endpoint,
            serverName: host.map { LinkEndpoint(host: $0, port: endpoint.port)?.serverName } ?? endpoint.serverName,
            isCassandra: link.name == .cassandra,
            client: client
        )
        return LinkPlan.Question(
            target: target,
            judge: judge(endpoint, link),
            trust: trust.store,
            remarks: remarks
        )
    }

    private func judge(_ endpoint: LinkEndpoint, _ link: LinkSettings) -> PeerJudge {
        PeerJudge(
            link: link.name,
            endpoint: endpoint,
            host: host ?? endpoint.host,
            nameRule: nameRule ?? link.name.nameRule,
            policy: policy,
            time: time,
            chainFile: chainFile,
            isVerbose: isVerbose
        )
    }

    /// Asks a node without TLS; says what there is to say of that where it answers.
    private func question(_ node: LinkEndpoint, _ link: LinkSettings, _ said: LinkVerdict) -> LinkPlan.Question {
        LinkPlan.Question(
            target: LinkInquiry.Target(endpoint: node, serverName: nil, isCassandra: true, isEncrypted: false),
            judge: judge(node, link),
            trust: nil,
            remarks: [said.result.message],
            unencrypted: said
        )
    }

    /// The folder of application.yaml with a slash at its end, or nothing.
    private var folder: String { file.lastIndex(of: "/").map { String(file[...$0]) } ?? "" }

    private func notEncrypted(_ link: LinkSettings, _ option: String, at endpoint: LinkEndpoint?) -> LinkVerdict {
        LinkVerdict(
            .notEncrypted,
            link: link.name,
            target: endpoint?.description,
            "'\(option)' is false: passwords and data pass in clear text",
            help: [
                "set '\(option)' to true; before that, see whether the peer is trusted: "
                    + "girctl ca validate --config \(ShellWord.quoted(file)) --link \(link.name.rawValue) --connect HOST:PORT"
            ]
        )
    }

    private func unasked(_ link: LinkSettings, _ trust: LinkTruststore, _ asking: Bool) -> LinkVerdict {
        let target = link.endpoints.first?.description
        guard let store = trust.store else {
            return LinkVerdict(
                .notVerified,
                link: link.name,
                target: target,
                "any certificate is accepted: \(trust.remarks.first ?? "there is no truststore")",
                help: ["set it to a file with the certificate of the peer's CA"]
            )
        }
        let count = store.anchors.count
        guard count > 0 else {
            return LinkVerdict(
                .truststoreUnreadable,
                link: link.name,
                target: target,
                "'\(store.path)' holds no certificate that is trusted",
                notes: trust.remarks + store.remarks
            )
        }
        let titles = store.anchors.prefix(3).map { "'\($0.subject)'" }.joined(separator: ", ")
        let expired = store.anchors.count > 20 ? [] : store.anchors.filter { $0.notAfter < time }
        return LinkVerdict(
            nil,
            link: link.name,
            target: target,
            "'\(store.path)' holds \(count) trusted certificate\(count == 1 ? "" : "s")\(count > 3 ? "" : ": \(titles)")",
            notes: trust.remarks + store.remarks
                + expired.map { "'\($0.subject)' has expired on \(JSONReport.time($0.notAfter))" }
                + [
                    "the server of this link was not asked: \(asking ? "its address is in \(link.name.addressSource)" : "--connect does")"
                ]
        )
    }

    private func unaddressed(_ link: LinkSettings, _ trust: LinkTruststore) -> LinkVerdict {
        let name = link.name
        let unreadable = link.unreadable.map { "'\($0)' is no address" }
        return LinkVerdict(
            .addressUnknown,
            link: name,
            target: nil,
            unreadable.first ?? "its address is in \(name.addressSource)",
            notes: trust.remarks,
            help: ["name it: --connect \(name.rawValue)=HOST:PORT"]
        )
    }
}
