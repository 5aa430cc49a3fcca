public import ArgumentParser
import FoundationEssentials
import GIRCommandLine
public import GIRConfigKit
import GIRPKI

extension LinkName: ExpressibleByArgument {}

extension CaValidate {
    /// Checks the links of a configuration.
    func checkLinks(_ invocation: Invocation, _ time: Date) throws {
        let file = config ?? "application.yaml"
        let given = try connecting.linkEndpoints(of: links)
        let named = given.map(\.link)
        let opened = try OpenConfiguration(file)
        var check = LinkCheck(
            configuration: opened.configuration,
            file: file,
            links: LinkName.allCases.filter { links.isEmpty || links.contains($0) || named.contains($0) },
            addresses: given,
            observer: connecting.isAsked ? try connecting.handshake.observer(invocation) : nil,
            time: time
        )
        if host != nil, check.links.count > 1 {
            throw CommandFailure(.usage, "--host is the name of one server", hint: "name the link with --link")
        }
        check.host = host
        check.nameRule = nameRule?.rule
        check.policy = chosenPolicy
        check.chainFile = chainOut
        check.isVerbose = output.common.verbose
        // The server logs in with what is in the file, at this time and with its own rules.
        let isAsConfigured = host == nil && at == nil && nameRule == nil && policy == nil
        if isAsConfigured, connecting.isAsked, check.observer?.identity == nil {
            check.login = ClusterLogin(
                file: file,
                report: opened.report,
                keyFile: keyFile,
                invocation: invocation,
                end: .now + .seconds(connecting.handshake.timeout)
            )
        }
        let passwords = LinkPasswords(keyFile, invocation)
        let (verdicts, seen) = try check.run(passwords: passwords.resolve, invocation)
        try finish(verdicts, seen)
    }

    /// Checks servers that are named on the command line.
    func checkPeers(_ trust: String, _ invocation: Invocation, _ time: Date) throws {
        let endpoints = try connecting.endpoints(of: [])
        if let chainOut, case let path? = try? TrustSource(trust).path(invocation.environment),
            ResolvedPath(chainOut).text == ResolvedPath(path).text
        {
            throw CommandFailure(
                .usage,
                "--chain-out names the truststore itself, which the server's certificates would replace",
                hint: "name another file, such as 'chain.pem'"
            )
        }
        let store = try TrustSource(trust).open(password: password, invocation)
        let targets = endpoints.map { link, endpoint in
            LinkInquiry.Target(
                endpoint: endpoint,
                serverName: host.map { LinkEndpoint(host: $0, port: endpoint.port)?.serverName } ?? endpoint.serverName,
                isCassandra: link == .cassandra
            )
        }
        let seen = try connecting.handshake.observer(invocation).look(at: targets)
        let verdicts = zip(endpoints, seen).map { target, observation in
            PeerJudge(
                link: target.link,
                endpoint: target.endpoint,
                host: host ?? target.endpoint.host,
                nameRule: nameRule?.rule ?? target.link?.nameRule ?? .rws,
                policy: chosenPolicy,
                time: time,
                chainFile: chainOut,
                isVerbose: output.common.verbose
            ).verdict(on: observation, store, remarks: [])
        }
        try finish(verdicts, seen)
    }

    private func finish(_ verdicts: [LinkVerdict], _ seen: [LinkObservation]) throws {
        if let chainOut {
            let chain = seen.flatMap(\.chain).compactMap { try? Certificate(der: Array($0)) }
            guard !chain.isEmpty else {
                throw CommandFailure(.unavailable, "no server sent a certificate; '\(chainOut)' was not written")
            }
            let isNew = try OutputFile.writeResult(chainOut, Array(chain.map(\.pem).joined().utf8), mode: 0o644)
            let count = "\(chain.count) certificate\(chain.count == 1 ? "" : "s")"
            output.common.remark(
                isNew
                    ? "'\(chainOut)' has the \(count) that \(seen.count == 1 ? "the server" : "the servers") sent"
                    : "'\(chainOut)' has the \(count) already; nothing was changed"
            )
        }
        let report = LinkReport(verdicts)
        if expiry.nagios {
            let status = NagiosStatus(report.results, expiry)
            try Terminal.print(status.line)
            throw ExitCode(status.state.rawValue)
        }
        switch output.chosen {
        case .json: try Terminal.print(JSONReport.text(report))
        case .text: try Terminal.print(report.text)
        }
        if report.results.contains(where: { expiry.isCritical(daysLeft: $0.daysLeft) }) {
            throw ExitCode(ExitStatus.findings.rawValue)
        }
        if report.status != .success { throw ExitCode(report.status.rawValue) }
    }
}
