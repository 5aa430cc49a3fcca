import FoundationEssentials
import GIRConfigKit
import GIRLinks
import GIRPKI
import GIRStore
import GIRTestSupport
import HTTPTypes
import Hummingbird
import NIOCore
import NIOSSL
import Synchronization
import Testing

@testable import GIRServer

@Suite struct `Server start` {
    private struct NoFile: Error {}

    private let pki: TestPKI
    private let log = LogLines()

    init() throws { pki = try TestPKI(now: LogLines.moment) }

    /// Reads the configuration with a keystore at `/conf/keystore` and nothing else.
    private func configuration(
        _ yaml: String,
        validDays: ClosedRange<Double> = -1...90,
        keyRing: EncryptionKeyRing? = nil,
        java: LateTrust = LateTrust { nil },
        keyFile: String? = nil
    ) throws -> ServerConfiguration {
        let server = try pki.server(validDays: validDays)
        let bytes = try server.keyStore(created: pki.now)
        let start = ServerStart(
            SourceText(path: "/conf/application.yaml", bytes: Array(yaml.utf8)),
            keyFile: keyFile,
            files: { path, _ in
                guard path == "/conf/keystore" else { throw NoFile() }
                return bytes
            },
            keys: { _ in EncryptionKeys(keyRing) },
            anchors: { _, _ in LinkAnchors([pki.root.certificate]) },
            java: java,
            openFiles: 1024,
            environment: log.environment()
        )
        return try start.configuration()
    }

    private func tls(_ more: String = "", password: String = "changeit") -> String {
        """
        jetty:
          host: rws.example.com
          idleTimeout: 12000
          enableSsl: true
          ssl:
            port: 9443
            keyStorePath: keystore
            keyStorePassword: \(password)

        """ + more
    }

    @Test func `reads the listener with TLS`() throws {
        let read = try configuration(tls())
        #expect(read.host == "rws.example.com")
        #expect(read.port == 9443)
        #expect(read.tls?.identity.alias == "jetty")
        #expect(read.limits.idle == .seconds(12))
        #expect(read.logsRequests)
        #expect(read.url(port: read.port) == "https://rws.example.com:9443")
    }

    @Test(arguments: ["", "serverSettings:\n  ($)speechMinerSocketTimeout: 250000\n"])
    func `leaves it to the time-outs of the peers to end a request at one that is silent`(yaml: String) throws {
        let section = "backgroundScheduledMediaOperationsSettings:\n    "
        let read = try configuration("jetty:\n  enableSsl: false\n" + yaml.replacing("($)", with: section))
        let (media, answer) = (read.api.media, read.limits.answer)
        // A deletion asks both.
        #expect(media.speechMiner.limits.head + media.webDAV.limits.head < answer)
        #expect(media.recordingCryptoServer.limits.head < answer)
        if !yaml.isEmpty { #expect(media.speechMiner.limits.head == .seconds(250)) }
    }

    @Test func `takes how large an upload may be, and the key of the alias that is named`() throws {
        let upload = "serverSettings:\n  multiPartResolverMaxUploadSize: 2000000\n"
        #expect(try configuration("jetty:\n  enableSsl: false\n" + upload).limits.upload == 2_000_000)
        #expect(try configuration(tls("    certAlias: jetty\n")).tls?.identity.alias == "jetty")
        let error = #expect(throws: ServerError.self) { try configuration(tls("    certAlias: other\n")) }
        #expect(error?.reason.contains("'other'") == true)
    }

    @Test func `reads the listener without TLS, and then no keystore`() throws {
        let read = try configuration("jetty:\n  port: 8091\n  enableSsl: false\n  enableRequestLog: false\n")
        #expect(read.host == nil)
        #expect(read.port == 8091)
        #expect(read.tls == nil)
        #expect(!read.logsRequests)
    }

    @Test func `decrypts the password, with the keys only where they are needed`() throws {
        let ring = try EncryptionKeyRing.generate(created: pki.now)
        let value = try CryptValue(encrypting: Secret("changeit"), with: ring.active).text
        #expect(try configuration(tls(password: value), keyRing: ring).tls != nil)
        let error = #expect(throws: ConfigError.self) { try configuration(tls(password: value)) }
        #expect(error?.code == .keyMissing)
        #expect(error?.place?.path == "jetty.ssl.keyStorePassword")
    }

    @Test func `says how a password is encrypted with the key file that was named`() {
        let yaml = "jetty:\n  port: 80900\nserverSettings:\n  opsUserName: me\n  opsUserPassword: a long password\n"
        let refusal = #expect(throws: ServerStart.Refused.self) { try configuration(yaml, keyFile: "/conf/own key") }
        let help = refusal?.report.diagnostics.flatMap(\.help) ?? []
        let command =
            "girctl encrypt --in-place /conf/application.yaml serverSettings.opsUserPassword --key-file '/conf/own key'"
        #expect(help.contains(command), "\(help)")
    }

    @Test func `is refused on a lint error, with the report`() throws {
        let refusal = #expect(throws: ServerStart.Refused.self) { try configuration("jetty:\n  port: 80900\n") }
        #expect(refusal?.report.count(of: .error) == 1)
    }

    @Test func `is refused on what is not YAML`() throws {
        let refusal = #expect(throws: ServerStart.Refused.self) { try configuration("jetty: [") }
        #expect(refusal?.report.diagnostics.first?.id == "GIR000")
    }

    @Test(arguments: [
        "jetty:\n  enableSSL: true\n", "jetty:\n  enable-ssl: true\n", "jetty:\n  enableSsI: true\n",
        "jetty:\n  enableSsl:\n",
        "Jetty:\n  enableSsl: true\n", "jety:\n  enableSsl: true\n", "jetty.enableSsl: true\n", "enableSsl: true\n",
        "jetty:\n  ssl:\n    port: 9443\n", "jetty:\n  Host: 127.0.0.1\n",
        "jetty:\n  enableSsl: false\n  SSL:\n    port: 1\n",
        "jetty:\n  enableSsl: true\n  ssl:\n    keyStorePath: keystore\n    keyStorePassword: changeit\n    NeedClientAuth: true\n",
    ])
    func `is refused where a key that protects the listener would be ignored`(yaml: String) {
        let refusal = #expect(throws: ServerStart.Refused.self) { try configuration(yaml) }
        #expect(refusal?.report.diagnostics.isEmpty == false)
    }

    @Test(arguments: [
        "jetty:\n  enableSsl: false\n  port: 8091\n", "jetty:\n  enableSsl: false\n  ssl:\n    port: 9443\n",
        "jetty:\n  port: 8091\n", "server:\n  unknown: 1\n",
    ])
    func `speaks plain HTTP to other machines with a loud warning`(yaml: String) throws {
        #expect(try configuration(yaml).tls == nil)
        let warnings = log.all.filter { $0.contains(" warning ") }
        #expect(
            warnings.contains { $0.contains("PLAIN HTTP is spoken to other machines") && $0.contains("address=all") }
        )
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "{}\n"])
    func `is refused where it sets nothing`(yaml: String) {
        let error = #expect(throws: ServerError.self) { try configuration(yaml) }
        #expect(error?.code == .configuration && error?.reason.contains("sets nothing") == true)
    }

    @Test(arguments: ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
    func `warns of no plain HTTP that stays on the machine`(host: String) throws {
        _ = try configuration("jetty:\n  host: \(host)\n  enableSsl: false\n")
        #expect(!log.all.joined().contains("PLAIN HTTP"))
    }

    @Test(arguments: [
        ("jetty:\n  host: ${HOST}\n", "2:9': 'jetty.host'"),
        ("serverSettings:\n  enableCsrfProtection: ${ON}\n", "2:25': 'serverSettings.enableCsrfProtection'"),
        ("serverSettings:\n  opsUserPassword: ${PW}\n", "2:20': 'serverSettings.opsUserPassword'"),
    ])
    func `fills in no placeholder, and does not take one for nothing`(_ yaml: String, _ place: String) {
        let error = #expect(throws: ServerError.self) { try configuration(yaml) }
        #expect(error?.code == .configuration)
        #expect(error?.reason.hasPrefix("'/conf/application.yaml:\(place) is a placeholder") == true)
    }

    @Test(arguments: [
        ("excludeCipherSuites: ['.*']", "'jetty.ssl.excludeCipherSuites': no cipher suite is left that is spoken"),
        ("includeCipherSuites: ['(']", "'jetty.ssl.includeCipherSuites' '(': the pattern has a '(' without a ')'"),
        ("includeProtocols: [TLSv1]", "'jetty.ssl.includeProtocols': no version of TLS is left that is safe"),
        ("includeProtocols: [TLSv1.1, TLSv1.3]", "'jetty.ssl.includeProtocols': the versions of TLS have a hole"),
        ("enableOCSP: true", "'jetty.ssl.enableOCSP' is set, and this server asks nobody"),
        (
            "includeCipherSuites: ['TLS_ECDHE_RSA_.*']",
            "no cipher suite that the lists of 'jetty.ssl' leave works with the ECDSA key under 'jetty'"
        ),
    ])
    func `is refused on lists that leave nothing, and on what the server cannot do`(_ line: String, _ reason: String) {
        let error = #expect(throws: ServerError.self) { try configuration(tls("    \(line)\n")) }
        #expect(error?.code == .configuration)
        #expect(error?.reason.hasPrefix(reason) == true)
    }

    @Test func `narrows TLS to what the lists leave`() throws {
        let lists =
            "    excludeProtocols: [TLSv1.2]\n    includeCipherSuites: [TLS_AES.*, TLS_CHACHA.*, '.*_256_GCM_.*']\n"
        let settings = try #require(try configuration(tls(lists)).tls)
        #expect(!settings.selection.speaksTLS12)
        #expect(try settings.configuration().minimumTLSVersion == .tlsv13)
        let suites = try #require(try configuration(tls("    includeCipherSuites: ['TLS_ECDHE_ECDSA.*_256_.*']\n")).tls)
        let narrowed = try suites.configuration()
        #expect(narrowed.maximumTLSVersion == .tlsv12)
        #expect(narrowed.cipherSuiteValues == [.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384])
    }

    @Test func `checks client certificates with the keystore where there is no truststore`() throws {
        #expect(try configuration(tls()).tls?.clients == nil)
        for (option, isRequired) in [("needClientAuth", true), ("wantClientAuth", false)] {
            let clients = try #require(try configuration(tls("    \(option): true\n")).tls?.clients)
            #expect(clients.isRequired == isRequired)
            #expect(clients.anchors.count == 1)
        }
        #expect(throws: NoFile.self) {
            try configuration(tls("    needClientAuth: true\n    trustStorePath: none\n"))
        }
    }

    @Test func `opens the plain port beside TLS only where it is told where to send browsers`() throws {
        let both = "  port: 8091\n"
        let none = try configuration(tls(both)).redirect
        #expect(none?.from == nil)
        let redirect = try configuration(tls("    securePort: 443\n" + both)).redirect
        #expect(redirect?.from == 8091 && redirect?.to == 443)
        #expect(log.all.contains { $0.contains("plain HTTP is spoken to send clients to HTTPS from=8091 to=443") })
    }

    @Test func `warns of a host that clients are told and no certificate names`() throws {
        let warning = "certificate does not name a host that clients are told to come to"
        for (host, isWarned) in [("localhost", false), ("gir.example.org", true)] {
            _ = try configuration(tls() + "serverSettings:\n  externalApiUrlV2: https://\(host):9443/api/v2\n")
            let warnings = log.all.filter { $0.contains(warning) }
            #expect(warnings.count == (isWarned ? 1 : 0))
            if isWarned { #expect(warnings[0].contains("alias=jetty hosts=gir.example.org")) }
        }
    }

    @Test func `takes what protects browsers and lets programs be`() throws {
        let usual = try configuration(tls())
        #expect(usual.strictTransport == .includeSubDomains)
        let set = try configuration(
            tls() + "girctl:\n  strictTransportSecurity: host\n  csrfExemptUsers: speechminer, other\n"
        )
        #expect(set.strictTransport == .host)
        let principal = Principal(provider: .store, id: "1", userName: "SpeechMiner", contactCenter: nil, roles: [])
        var context = ServerRequestContext(
            source: ServerRequestContext.Source(
                requestIdentifier: "r",
                client: "192.0.2.1",
                logger: log.environment().logger
            )
        )
        context.principal = principal
        context.authentication = .password
        let head = HTTPRequest(method: .post, scheme: "https", authority: "h", path: "/")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        #expect(set.csrf.exempt(request, context))
        #expect(!usual.csrf.exempt(request, context))
    }

    @Test func `reads the CAs of Java once, for the first peer of a link without a truststore`() throws {
        let reads = Mutex(0)
        let root = pki.root.certificate
        let java = LateTrust {
            reads.withLock { reads in
                reads += 1
                return reads == 1 ? nil : [root]
            }
        }
        let media = try configuration(tls(), java: java).api.media
        #expect(reads.withLock(\.self) == 0)
        let chain = try pki.server().chain.map(\.der)
        func objection(_ peer: MediaPeers.Peer) -> LinkError? {
            peer.verifier.objection(to: chain, host: "localhost", at: pki.now)
        }
        // There was no Java: nobody is trusted, until there is one.
        #expect(objection(media.webDAV)?.word == "empty-truststore")
        for peer in [media.webDAV, media.recordingCryptoServer, media.speechMiner] { #expect(objection(peer) == nil) }
        #expect(reads.withLock(\.self) == 2)
    }

    @Test(arguments: ["file", "cassandra"])
    func `is not ready without the link to Cassandra where that is not the store`(store: String) throws {
        let configuration = try configuration(
            "cassandraCluster:\n  nodes: 192.0.2.1\n  keyspace: gir\ngirctl:\n  store: \(store)\n"
        )
        let links = try LinkWatch.all(
            of: configuration.links,
            isStoreInCluster: configuration.cluster != nil,
            environment: log.environment()
        )
        #expect(links.map(\.name) == ["cassandra"])
        #expect(links.map(\.isRequired) == [store == "file"])
    }

    @Test func `names the files that all of it comes from`() throws {
        #expect(try configuration(tls()).files == ["/conf/application.yaml", "/conf/keystore"])
    }

    @Test func `remarks on options without effect, findings and an end that is near`() throws {
        _ = try configuration(
            tls("    includeCipherSuites: [TLS_ECDHE.*, TLS_RSA.*]\n    soLingerTime: 5\n"),
            validDays: -1...7.5
        )
        let warnings = log.all.filter { $0.contains(" warning ") }
        #expect(warnings[0].contains("configuration has findings file=/conf/application.yaml findings="))
        #expect(warnings.contains { $0.contains("place=/conf/application.yaml:8:23 rule=GIR1") })
        #expect(
            warnings.contains {
                $0.contains("only suites that are never spoken entry=TLS_RSA.* option=jetty.ssl.includeCipherSuites")
            }
        )
        #expect(warnings.contains { $0.contains("no suite of TLS 1.3 is left, so that it is not spoken") })
        #expect(warnings.contains { $0.contains("option has no effect, closing") && $0.hasSuffix(".soLingerTime\n") })
        #expect(
            warnings.contains { $0.contains("certificate expires soon alias=jetty days=7 keystore=/conf/keystore") }
        )
        #expect(!log.all.joined().contains("PLAIN HTTP"))
        #expect(log.all.contains { $0.contains("plain HTTP is not spoken, TLS is on option=jetty.port") })
        #expect(!log.all.joined().contains("changeit"))
    }
}
