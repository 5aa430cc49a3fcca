import ArgumentParser
import FoundationEssentials
import GIRCommandLine
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

            EXAMPLES
              $ girctl ca validate --ca ca.pem --chain server.pem --host rws.example.com
              $ girctl ca validate --ca truststore.p12 --truststore-password-file keystore.password --chain server.pem --format json

            EXIT STATUS
              0 trusted; 1 not trusted; 64 usage; 65 wrong password, or a file that holds no certificate; 66 no such file; \
            77 not readable.
            """
    )

    @Option(
        name: .customLong("ca"),
        help: ArgumentHelp("The truststore: a PEM, DER, JKS or PKCS#12 file, 'system' or 'java'.", valueName: "trust")
    )
    var trust: String

    @Option(
        name: .customLong("chain"),
        help: ArgumentHelp(
            "The certificates as the server sends them: PEM or DER; - is standard input.",
            valueName: "file"
        )
    )
    var chainFile: String

    @Option(help: ArgumentHelp("The name or address that is called.", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The time to check for, as in 2027-01-31T12:00:00Z; now by default.", valueName: "time"))
    var at: String?

    @Option(
        name: .customLong("name-rule"),
        help: ArgumentHelp("The name rule that decides: rws or rfc9525.", valueName: "rule")
    )
    var nameRule = Rule.rws

    @Option(
        help: ArgumentHelp(
            "How strict to be: rws, as Java, or rfc5280; by default rfc5280 with --name-rule rfc9525, else rws.",
            valueName: "policy"
        )
    )
    var policy: String?

    @OptionGroup var password: PasswordOptions<TruststorePassword>
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

    func validate() throws {
        guard host?.isEmpty != true else { throw ValidationError("--host needs a name") }
        guard policy == nil || TrustPolicy.all.contains(where: { $0.name == policy }) else {
            let names = TrustPolicy.all.map(\.name).joined(separator: " or ")
            throw ValidationError("the value '\(policy ?? "")' is invalid for '--policy <policy>': it is \(names)")
        }
    }

    func run() throws {
        let invocation = try Invocation()
        let time = try at.map(Self.time) ?? invocation.now
        let chain = try Self.chain(chainFile)
        let trust = try TrustSource(trust).open(password: password, invocation)
        let result = TrustEvaluator(anchors: trust.anchors, policy: chosenPolicy)
            .evaluate(chain: chain, host: host, at: time, nameRule: nameRule.rule)
        let report = TrustReport(
            result,
            chain: chain,
            target: chainFile,
            time: time,
            remarks: trust.remarks,
            help: TrustHelp(trust: trust, chainFile: chainFile, host: host).lines(for: result)
        )
        switch output.chosen {
        case .json: try Terminal.print(JSONReport.text(report))
        case .text: try Terminal.print(report.text(result, isVerbose: output.common.verbose))
        }
        if !result.isTrusted { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    private var chosenPolicy: TrustPolicy {
        TrustPolicy.all.first { $0.name == policy } ?? (nameRule == .rfc9525 ? .rfc5280 : .rws)
    }

    private static func chain(_ path: String) throws(CommandFailure) -> [Certificate] {
        let bytes = try InputFile.read(path)
        let name = path == "-" ? "standard input" : path
        if let format = KeyStoreFormat.detect(bytes) {
            throw CommandFailure(
                .data,
                "'\(name)' is a \(format.rawValue) keystore, not a chain",
                hint: "give the server's certificates in PEM or DER; see what is in it: girctl keystore list '\(name)'"
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
