import GIRConfigKit
import GIRPKI
import GIRTestSupport
import Logging
import Testing

@testable import GIRServer

@Suite struct `links at the start` {
    private let pki: TestPKI
    private let log = LogLines()

    init() throws { pki = try TestPKI(now: LogLines.moment) }

    private struct NoTrust: Error {}

    private func plans(_ yaml: String, missing: LinkName? = nil) throws -> [LinkPlan] {
        let (read, _) = ApplicationConfiguration.read(SourceText(path: "application.yaml", bytes: Array(yaml.utf8)))
        let plans = try LinkPlan.all(of: try #require(read), passwords: PasswordResolver(keyRing: nil)) { settings in
            if settings.name == missing { throw NoTrust() }
            if case .nothing = settings.trust { return LinkAnchors(nil) }
            return LinkAnchors([pki.root.certificate], remarks: ["from a test"])
        }
        for plan in plans { plan.remark(to: log.logger(level: .warning)) }
        return plans
    }

    private func told(_ plans: [LinkPlan]) -> [String] {
        plans.map { plan in
            let places = plan.endpoints.map { " \($0)" }.joined()
            return "\(plan.name.rawValue) \(plan.protection.rawValue)\(places)"
        }
    }

    @Test func `are none where the file names none`() throws {
        #expect(told(try plans("{}")) == [])
        #expect(log.all == [])
    }

    @Test func `are those that the file has, each with its protection`() throws {
        let plans = try plans(
            """
            onPremiseSettings:
              cmeHost: cme
              cmePort: 8888
              backupCmeHost: cme2
              backupCmePort: 8889
              tlsEnabled: true
            serverSettings:
              caCertificate: ca.pem
              rcsTrustedCA: false
              speechMinerTrustedCA: ca.jks
            cassandraCluster:
              nodes: n1,n2:9142
              useSSL: true
              trustStore: ca.jks
            girctl:
              links:
                webDAV: dav
                interactionServer: ixn:4421, ixn2:4421

            """
        )
        #expect(
            told(plans) == [
                "configurationServer verified cme:8888 cme2:8889", "sipServer verified",
                "interactionServer verified ixn:4421 ixn2:4421", "webDAV verified dav:443",
                "recordingCryptoServer encrypted", "speechMiner verified", "cassandra verified n1:9042 n2:9142",
            ]
        )
        #expect(
            log.all == [
                "2025-06-15T15:06:40.000Z warning link is encrypted only, any certificate is accepted because=\"is false\" link=recordingCryptoServer option=serverSettings.rcsTrustedCA\n"
            ]
        )
    }

    @Test func `are warned of where they are encrypted only, or not at all`() throws {
        let plans = try plans(
            """
            onPremiseSettings:
              cmeHost: cme
              cmePort: 8888
            cassandraCluster:
              nodes: n1

            """
        )
        #expect(
            told(plans) == [
                "configurationServer plain cme:8888", "sipServer encrypted", "interactionServer encrypted",
                "cassandra plain n1:9042",
            ]
        )
        #expect(
            log.all.map { $0.dropFirst("2025-06-15T15:06:40.000Z ".count).dropLast() } == [
                "warning link is not encrypted, passwords and data pass in clear text link=configurationServer option=onPremiseSettings.tlsEnabled",
                "warning link is encrypted only, any certificate is accepted because=\"is not set\" link=sipServer option=serverSettings.caCertificate",
                "warning link is encrypted only, any certificate is accepted because=\"is not set\" link=interactionServer option=serverSettings.caCertificate",
                "warning link is not encrypted, passwords and data pass in clear text link=cassandra option=cassandraCluster.useSSL",
            ]
        )
    }

    @Test(arguments: [
        ("serverSettings:\n  caCertificate: ca.pem\n", LinkName.sipServer),
        ("serverSettings:\n  webDAVTrustedCA: ca.pem\n", .webDAV),
        ("serverSettings:\n  rcsTrustedCA: ca.pem\n", .recordingCryptoServer),
        ("serverSettings:\n  speechMinerTrustedCA: ca.pem\n", .speechMiner),
        ("girctl:\n  links:\n    webDAV: dav:443\n", .webDAV),
        ("cassandraCluster:\n  nodes: n1\n  useSSL: true\n", .cassandra),
    ])
    func `keep the server from starting where their trust is missing`(_ yaml: String, _ missing: LinkName) {
        #expect(throws: NoTrust.self) { try plans(yaml, missing: missing) }
    }

    @Test func `ask for no Java where nothing leads to what it would verify`() throws {
        #expect(told(try plans("serverSettings:\n  webDAVTrustedCA: true\n", missing: .webDAV)) == [])
    }

    @Test func `keep the server from starting where an address is none`() {
        do {
            _ = try plans("girctl:\n  links:\n    webDAV: 'dav:99999'\n")
            Issue.record("the address is none")
        } catch let error as ServerError {
            #expect(error.reason == "link 'webDAV': 'dav:99999' is no address")
        } catch {
            Issue.record("\(error)")
        }
    }
}
