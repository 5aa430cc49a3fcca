import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `application configuration` {
    @Test func `has the catalogue's defaults where nothing is written`() throws {
        let configuration = try #require(Self.read("").configuration)
        let jetty = configuration.jetty
        #expect(jetty.host == nil && !jetty.enableSsl && jetty.enableRequestLog && jetty.enableWorkerName)
        #expect(jetty.requestLog.append && !jetty.requestLog.logCookies && jetty.cookies.httpOnly)
        #expect(jetty.ssl.keyStorePassword == nil)
        for (path, value) in [
            "jetty.port": "\(jetty.port)",
            "jetty.idleTimeout": "\(jetty.idleTimeout)",
            "jetty.soLingerTime": "\(jetty.soLingerTime)",
            "jetty.sessionMaxInactiveInterval": "\(jetty.sessionMaxInactiveInterval)",
            "jetty.requestLog.retainDays": "\(jetty.requestLog.retainDays)",
            "jetty.requestLog.filename": jetty.requestLog.filename,
            "jetty.requestLog.filenameDateFormat": jetty.requestLog.filenameDateFormat,
            "jetty.requestLog.logTimeZone": jetty.requestLog.logTimeZone,
            "jetty.ssl.port": "\(jetty.ssl.port)",
            "jetty.ssl.keyStorePath": jetty.ssl.keyStorePath,
            "cassandraCluster.thrift_port": "\(configuration.cassandraCluster.thriftPort)",
            "cassandraCluster.jmx_port": "\(configuration.cassandraCluster.jmxPort)",
            "cassandraCluster.keyspace": configuration.cassandraCluster.keyspace,
            "cassandraCluster.write_consistency_level": configuration.cassandraCluster.writeConsistencyLevel,
            "cassandraCluster.read_consistency_level": configuration.cassandraCluster.readConsistencyLevel,
            "serverSettings.temporaryAuthenticationTokenTTL":
                "\(configuration.serverSettings.temporaryAuthenticationTokenTTL)",
            "serverSettings.applicationType": configuration.serverSettings.applicationType,
        ] {
            #expect(OptionCatalogue.standard.option(at: path)?.defaultValue?.text == value, "\(path)")
        }
    }

    @Test func `takes no default that is only remembered, and no default password`() throws {
        let configuration = try #require(Self.read("").configuration)
        #expect(configuration.onPremiseSettings.cmeHost == nil && configuration.onPremiseSettings.cmePort == nil)
        #expect(configuration.serverSettings.opsUserPassword == nil && configuration.serverSettings.opsUserName == nil)
        #expect(configuration.serverSettings.cmeUserName == nil)
        #expect(configuration.serverSettings.crossOriginSettings.allowedOrigins.isEmpty)
    }

    @Test func `reads the listener`() throws {
        let source = """
            jetty:
              host: 127.0.0.1
              port: 8091
              enableSsl: yes
              ssl:
                port: 9443
                keyStorePath: demo.p12
                keyStorePassword: hunter2
                includeProtocols: [TLSv1.2, TLSv1.3]

            """
        let jetty = try #require(Self.read(source).configuration).jetty
        #expect(jetty.host == "127.0.0.1" && jetty.port == 8091 && jetty.enableSsl)
        #expect(jetty.ssl.port == 9443 && jetty.ssl.keyStorePath == "demo.p12")
        #expect(jetty.ssl.includeProtocols == ["TLSv1.2", "TLSv1.3"])
        let password = try #require(jetty.ssl.keyStorePassword)
        #expect(password.raw == Secret("hunter2") && password.path == "jetty.ssl.keyStorePassword")
        #expect(password.span.start.line == 8 && password.span.start.column == 23)
        #expect(!"\(jetty)".contains("hunter2"))
    }

    @Test func `reads lists with commas and as YAML lists`() throws {
        let text = "cassandraCluster:\n  nodes: \" a, b ,,c \"\n  backup_nodes: [d, e]\n"
        let cluster = try #require(Self.read(text).configuration).cassandraCluster
        #expect(cluster.nodes == ["a", "b", "c"] && cluster.backupNodes == ["d", "e"])
    }

    @Test func `reads how peers are trusted`() throws {
        let text = "serverSettings:\n  webDAVTrustedCA: false\n  rcsTrustedCA: /opt/ca.jks\n  rcsJksPassword: CRYPT:a\n"
        let server = try #require(Self.read(text).configuration).serverSettings
        #expect(server.webDAV.trust == .unchecked && server.speechMiner.trust == .javaTruststore)
        #expect(server.recordingCryptoServer.trust == .file("/opt/ca.jks"))
        #expect(server.recordingCryptoServer.jksPassword?.raw == Secret("CRYPT:a"))
    }

    @Test func `lets later documents override option by option`() throws {
        let text = "jetty:\n  port: 1111\n  idleTimeout: 5\n---\njetty:\n  port: 2222\n"
        let jetty = try #require(Self.read(text).configuration).jetty
        #expect(jetty.port == 2222 && jetty.idleTimeout == 5)
    }

    @Test func `keeps the default, and reports, where a value cannot be read`() throws {
        let (configuration, report) = Self.read("jetty:\n  port: x\n  ssl:\n    port: 99999\n  enableSsl: maybe\n")
        let jetty = try #require(configuration).jetty
        #expect(jetty.port == 8090 && jetty.ssl.port == 443 && !jetty.enableSsl)
        #expect(report.failed(at: .error))
        #expect(report.diagnostics.filter { $0.severity == .error }.map(\.id) == ["GIR005", "GIR006", "GIR005"])
    }

    @Test func `is nothing where the source is not YAML`() {
        let (configuration, report) = Self.read("jetty: {\n")
        #expect(configuration == nil)
        #expect(report.diagnostics.contains { $0.id == "GIR000" })
    }

    @Test func `names the values that only the environment has`() throws {
        let text = "jetty:\n  port: ${PORT}\n  ssl:\n    keyStorePassword: ${STORE_PASSWORD:}\n"
        let configuration = try #require(Self.read(text).configuration)
        #expect(configuration.placeholders.map(\.path) == ["jetty.port", "jetty.ssl.keyStorePassword"])
        #expect(configuration.jetty.port == 8090 && configuration.jetty.ssl.keyStorePassword == nil)
    }

    private static func read(_ text: String) -> (configuration: ApplicationConfiguration?, report: LintReport) {
        ApplicationConfiguration.read(SourceText(path: "application.yaml", bytes: Array(text.utf8)))
    }
}
