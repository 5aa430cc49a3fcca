import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// The command `girctl ca validate`.
struct CaValidate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Say whether a chain is trusted, why, and what helps",
        discussion: """
            Builds the paths from the chain's first certificate to the certificates of the truststore and checks them as \
            RFC 5280 says. With --host the names are compared by two rules, the one of the RWS guide and RFC 9525; both \
            are reported and --name-rule decides. The truststore is a PEM, DER, JKS or PKCS#12 file, 'system' or 'java'.

            With --connect the chain is what a server sends, and it is said what it speaks. Without --ca the links of \
            application.yaml are checked as RWS would build their trust: the truststores alone, or with --connect the \
            servers too, all of them within one --timeout. Addresses that are not in the file are given as LINK=HOST:PORT. \
            The links are configurationServer, sipServer, interactionServer, webDAV, recordingCryptoServer, speechMiner and \
            cassandra. To a Cassandra cluster whose nodes are trusted it also logs in as 'girctl serve' does, and looks at the \
            keyspace.

            EXAMPLES
              $ girctl ca validate --ca ca.pem --chain server.pem --host rws.example.com
              $ girctl ca validate --ca truststore.p12 --truststore-password-file keystore.password --chain server.pem --format json
              $ girctl ca validate --ca ca.pem --chain server.pem --nagios --warn 30 --crit 7
              $ girctl ca validate --ca system --connect rws.example.com:443 --timeout 2
              $ girctl ca validate --config application.yaml --link webDAV cassandra
              $ girctl ca validate --config application.yaml --connect sipServer=sip.example.com:5061 --timeout 2

            EXIT STATUS
              0 trusted; 1 not trusted, or fewer days left than --crit; 2 some links could not be checked (with --nagios 0 OK, \
            1 WARNING, 2 CRITICAL); 64 usage; 65 wrong password, or a file that holds \
            no certificate; 66 no such file; 69 a server cannot be reached; 77 not readable.
            """
    )

    @Option(
        name: .customLong("ca"),
        help: ArgumentHelp("The truststore: a PEM, DER, JKS or PKCS#12 file, 'system' or 'java'.", valueName: "trust")
    )
    var trust: String?

    @Option(
        help: ArgumentHelp("Take trust and addresses from this file; application.yaml by default.", valueName: "file")
    )
    var config: String?

    @Option(
        name: .customLong("link"),
        parsing: .upToNextOption,
        help: ArgumentHelp("The links to check; all seven by default.", valueName: "link")
    )
    var links: [LinkName] = []

    @Option(
        name: .customLong("chain"),
        help: ArgumentHelp(
            "The certificates as the server sends them: PEM or DER; - is standard input.",
            valueName: "file"
        )
    )
    var chainFile: String?

    @Option(help: ArgumentHelp("The name or address that is called.", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The time to check for, as in 2027-01-31T12:00:00Z; now by default.", valueName: "time"))
    var at: String?

    @Option(
        name: .customLong("name-rule"),
        help: ArgumentHelp(
            "The name rule that decides: rws or rfc9525; rws by default, and with --config the link's own.",
            valueName: "rule"
        )
    )
    var nameRule: Rule?

    @Option(
        help: ArgumentHelp(
            "How strict to be: rws, as Java, or rfc5280; by default rfc5280 with --name-rule rfc9525, else rws.",
            valueName: "policy"
        )
    )
    var policy: String?

    @Option(
        name: .customLong("chain-out"),
        help: ArgumentHelp(
            "Write the certificates that the server sent to a file, in PEM; of what is there only an older chain of the same key or holder is replaced.",
            valueName: "file"
        )
    )
    var chainOut: String?

    @Option(help: "What the certificate is used for: server or client.")
    var purpose = Purpose.server

    @Option(
        name: .customLong("crl"),
        help: ArgumentHelp(
            "Revocation lists, PEM or DER, one for each issuer; may be repeated. Without any, revocation is not checked.",
            valueName: "file"
        )
    )
    var revocationFiles: [String] = []

    @OptionGroup var connecting: ConnectOptions
    @OptionGroup var password: PasswordOptions<TruststorePassword>
    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var expiry: ExpiryOptions
    @OptionGroup var output: OutputOptions

    enum Rule: String, ExpressibleByArgument, CaseIterable {
        case rfc9525
        case rws

        var rule: NameRule {
            switch self {
            case .rfc9525: .rfc9525
            case .rws: .rws
            }
        }
    }

    enum Purpose: String, ExpressibleByArgument, CaseIterable {
        case client
        case server
    }

    func validate() throws {
        if trust != nil {
            guard config == nil, links.isEmpty else { throw ValidationError("--ca and --config exclude each other") }
            guard (chainFile == nil) == connecting.isAsked else {
                throw ValidationError("--ca needs either --chain or --connect")
            }
            guard connecting.addresses.allSatisfy({ $0 != ConnectOptions.configured }) else {
                throw ValidationError("--connect needs an address beside --ca")
            }
        } else if chainFile != nil {
            throw ValidationError("--chain needs --ca")
        }
        guard chainFile != nil || revocationFiles.isEmpty else { throw ValidationError("--crl goes with --chain") }
        guard host?.isEmpty != true else { throw ValidationError("--host needs a name") }
        guard !expiry.nagios || (!output.json && output.format == .text) else {
            throw ValidationError("--nagios prints a line of its own; leave --json and --format away")
        }
        guard policy == nil || TrustPolicy.all.contains(where: { $0.name == policy }) else {
            let names = TrustPolicy.all.map(\.name).joined(separator: " or ")
            throw ValidationError("the value '\(policy ?? "")' is invalid for '--policy <policy>': it is \(names)")
        }
    }

    func run() throws {
        let invocation = try Invocation()
        let time = try at.map(Self.time) ?? invocation.now
        guard let trust else { return try checkLinks(invocation, time) }
        guard let chainFile else { return try checkPeers(trust, invocation, time) }
        let chain = try Self.chain(chainFile)
        let store = try TrustSource(trust).open(password: password, invocation)
        let lists = try revocationFiles.flatMap { try Self.revocationLists($0) }
        let result = TrustEvaluator(anchors: store.anchors, policy: chosenPolicy, revocationLists: lists)
            .evaluate(chain: chain, host: host, at: time, nameRule: chosenRule)
        let report = TrustReport(
            result,
            chain: chain,
            target: chainFile,
            time: time,
            remarks: store.remarks + expiry.remarks(daysLeft: TrustReport.daysLeft(result, at: time)),
            help: TrustHelp(trust: store, chainFile: chainFile, isAlone: chain.count == 1, host: host, link: nil).lines(
                for: result
            )
        )
        if expiry.nagios {
            let status = NagiosStatus(report.results, expiry)
            try Terminal.print(status.line)
            throw ExitCode(status.state.rawValue)
        }
        switch output.chosen {
        case .json: try Terminal.print(JSONReport.text(report))
        case .text: try Terminal.print(report.text(result, isVerbose: output.common.verbose))
        }
        if !result.isTrusted || expiry.isCritical(daysLeft: report.results.first?.daysLeft) {
            throw ExitCode(ExitStatus.findings.rawValue)
        }
    }

    var chosenRule: NameRule { nameRule?.rule ?? .rws }

    var chosenPolicy: TrustPolicy {
        var chosen = TrustPolicy.all.first { $0.name == policy } ?? (nameRule == .rfc9525 ? .rfc5280 : .rws)
        if purpose == .client { chosen.purpose = .clientAuth }
        return chosen
    }

    private static func revocationLists(_ path: String) throws(CommandFailure) -> [RevocationList] {
        let bytes = try InputFile.read(path)
        do throws(PKIError) {
            return try RevocationList.readAll(bytes)
        } catch {
            throw CommandFailure(error, in: path)
        }
    }

    private static func chain(_ path: String) throws(CommandFailure) -> [Certificate] {
        let bytes = try InputFile.read(path)
        let name = path == "-" ? "standard input" : path
        if let format = KeyStoreFormat.detect(bytes) {
            throw CommandFailure(
                .data,
                "'\(name)' is a \(format.rawValue) keystore, not a chain",
                hint:
                    "give the server's certificates in PEM or DER; see what is in it: girctl keystore list \(ShellWord.quoted(path))"
            )
        }
        do throws(PKIError) {
            return try Certificate.readAll(bytes)
        } catch {
            throw CommandFailure(error, in: name)
        }
    }

    private static func time(_ text: String) throws(CommandFailure) -> Date {
        for style in [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)] {
            if let time = try? style.parse(text) { return time }
        }
        throw CommandFailure(
            .usage,
            "the value '\(text)' is no time for '--at <time>'",
            hint: "write it as in --at 2027-01-31T12:00:00Z"
        )
    }
}
