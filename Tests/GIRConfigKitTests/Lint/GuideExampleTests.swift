import Testing

@testable import GIRConfigKit

/// The examples of the RWS guide's chapter on security, pasted as they are printed.
@Suite struct `examples of the guide` {
    @Test func `of the TLS listener lack their section`() {
        #expect(
            Self.findings(
                in: "enableSsl: true\nssl:\n    port: 443\n    keyStorePath: keystore\n    keyStorePassword: storepwd\n"
            )
                == ["GIR002 enableSsl", "GIR002 ssl"]
        )
    }

    @Test func `of the TLS listener have a default password and a privileged port`() {
        let source =
            "jetty:\n  enableSsl: true\n  ssl:\n    port: 443\n    keyStorePath: keystore\n    keyStorePassword: storepwd\n"
        #expect(
            Self.findings(in: source) == [
                "GIR203 jetty.ssl.port", "GIR102 jetty.ssl.keyStorePassword", "GIR103 jetty.ssl.keyStorePassword",
            ]
        )
    }

    @Test func `of the CA have a plaintext password`() {
        #expect(
            Self.findings(in: "serverSettings:\n  caCertificate: /opt/ca_cert.jks\n  jksPassword: pa$$word\n")
                == ["GIR101 serverSettings.jksPassword", "GIR103 serverSettings.jksPassword"]
        )
    }

    @Test func `of Cassandra's TLS have a default password`() {
        let source =
            "cassandraCluster:\n  useSSL: true\n  trustStore: /path/to/client.jks\n  truststorePassword: password\n"
        #expect(Self.findings(in: source) == ["GIR103 cassandraCluster.truststorePassword"])
    }

    @Test func `of Cassandra's credentials have dots and placeholders`() {
        let source =
            "cassandraCluster:\n   thrift_port: 9160\n   jmx_port: 7199\n   ...\n   userName: <superuser name>\n   password: <superuser password>\n   ...\n"
        #expect(Self.findings(in: source).contains { $0.hasPrefix("GIR000") })
        #expect(
            Self.findings(in: source.replacing("   ...\n", with: "")) == [
                "GIR505 cassandraCluster.thrift_port", "GIR009 cassandraCluster.userName",
                "GIR502 cassandraCluster.password",
                "GIR009 cassandraCluster.password",
            ]
        )
    }

    @Test func `of an encrypted password lack their section and are the vendor's`() {
        #expect(Self.findings(in: "webDAVJksPassword: CRYPT:an03xPrxLAu9p==\n") == ["GIR002 webDAVJksPassword"])
        #expect(
            Self.findings(in: "serverSettings:\n  webDAVTrustedCA: a.jks\n  webDAVJksPassword: CRYPT:an03xPrxLAu9p==\n")
                == ["GIR107 serverSettings.webDAVJksPassword"]
        )
    }

    @Test func `of CSRF protection refuse the token`() {
        let settings = """
              enableCsrfProtection: true
              crossOriginSettings:
                  corsFilterCacheTimeToLive: 120
                  allowedOrigins: http://*.genesys.com, http://*.genesyslab.com
                  allowedMethods: GET,POST,PUT,DELETE,OPTIONS
                  allowedHeaders: "X-Requested-With,Content-Type,Accept,
              Origin,Cookie,authorization,ssid,surl,ContactCenterId"
                  allowCredentials: true
                  exposedHeaders: "X-CSRF-HEADER,X-CSRF-TOKEN"

            """
        let path = "serverSettings.crossOriginSettings"
        #expect(
            Self.findings(in: "serverSettings:\n\(settings)") == [
                "GIR404 \(path).allowedOrigins", "GIR404 \(path).allowedOrigins", "GIR402 \(path).allowedHeaders",
                "GIR015 \(path).allowedHeaders",
            ]
        )
    }

    private static func findings(in text: String) -> [String] {
        let source = SourceText(path: "application.yaml", bytes: Array(text.utf8))
        return Linter().lint([source]).diagnostics.map { "\($0.id) \($0.path)" }
    }
}
