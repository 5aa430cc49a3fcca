import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@testable import GIRServer

/// `examples/ldap-helper` with a real directory over TLS.
@Suite(.enabled(if: (Tool.slapd.found && Tool.python3.found) || Tool.required), .timeLimit(.minutes(10)))
struct `LDAP helper` {
    private let log = LogLines()
    private let folder: TemporaryDirectory
    private let ports: [Int]

    init() throws {
        folder = try TemporaryDirectory()
        ports = try FreePort.find(2)
        let pki = try TestPKI(now: Date())
        let server = try pki.server(["dns:localhost"])
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        try folder.write(try TestPKI(now: Date()).root.certificate.pem, to: "other.pem")
        try folder.write(server.chainPEM, to: "server.pem")
        try folder.write(server.key.pem().revealBytes(), to: "server.key")
        try folder.makeFolder("db")
        try folder.write("service-canary\n", to: "password")
        try folder.write(Self.server(folder.path), to: "slapd.conf")
        try folder.write(Self.entries, to: "entries.ldif")
    }

    /// Runs the directory for the length of the body.
    private func withDirectory(_ body: () async throws -> Void) async throws {
        let slapadd = Tool("slapadd").command(["-f", folder.path("slapd.conf"), "-l", folder.path("entries.ldif")])
        let loaded = try await CommandRunner.run(slapadd)
        #expect(loaded.status == 0, "\(loaded)")
        let urls = "ldaps://localhost:\(ports[0]) ldap://localhost:\(ports[1])"
        let slapd = Tool.slapd.command(["-h", urls, "-f", folder.path("slapd.conf"), "-d", "stats"])
        let result = try await CommandRunner.start(slapd, readyWhen: { $0.contains("slapd starting") }) { _ in
            try await body()
        }
        #expect(!String(decoding: result.errorBytes, as: UTF8.self).contains("alice-canary"))
    }

    private func withPool(
        url: String? = nil,
        ca: String = "ca.pem",
        _ body: (HelperPool) async throws -> Void
    ) async throws {
        let name = "helper-\(ca)-\(url == nil).conf"
        try folder.write(configuration(url ?? "ldaps://localhost:\(ports[0])", ca), to: name)
        let program = String(
            #filePath.prefix(upTo: #filePath.firstRange(of: "/Tests/")?.lowerBound ?? #filePath.endIndex)
        )
        let python = try #require(Tool.python3.path)
        var command = HelperCommand([python, program + "/examples/ldap-helper/ldap-helper", folder.path(name)])
        command.timeout = .seconds(120)
        let pool = HelperPool(command, logger: log.logger())
        do { try await body(pool) } catch {
            await pool.close()
            throw error
        }
        await pool.close()
        #expect(!log.all.contains { $0.contains("canary") })
    }

    private func ask(_ pool: HelperPool, _ user: String, _ password: String) async -> HelperReply? {
        await pool.ask(BasicCredentials(userName: user, password: Secret(password)))
    }

    @Test func `takes the right password and no other, and knows the roles`() async throws {
        try await withDirectory {
            for url in [nil, "ldap://localhost:\(ports[1])"] {
                try await withPool(url: url) { pool in
                    let right = await ask(pool, "ALICE", "alice-canary pä%")
                    #expect(right?.word == .accepted)
                    #expect(right?["user"] == "alice")
                    #expect(right?["roles"] == "agent,admin")
                    #expect(await ask(pool, "alice", "wrong")?.word == .refused)
                    #expect(await ask(pool, "alice", "")?.word == .refused)
                    #expect(await ask(pool, "nobody", "alice-canary pä%")?.word == .refused)
                }
            }
        }
    }

    @Test func `takes no syntax of filters from a name`() async throws {
        try await withDirectory {
            try await withPool { pool in
                for name in [
                    "*", "al*", "alice)(uid=*", "alice)(|(uid=*", "\\61lice", "alice\u{0}", "uid=alice", "{dn}",
                ] {
                    #expect(await ask(pool, name, "alice-canary pä%")?.word == .refused, "\(name)")
                }
                #expect(await ask(pool, "bo(b)*\\", "bob-canary")?["user"] == "bo(b)*\\")
            }
        }
    }

    @Test func `cannot say where the directory is down, unknown or another`() async throws {
        try await withPool { pool in #expect(await ask(pool, "alice", "alice-canary pä%")?.word == .broken) }
        try await withDirectory {
            try await withPool(ca: "other.pem") { pool in
                #expect(await ask(pool, "alice", "alice-canary pä%")?.word == .broken)
            }
            // The certificate is for the name, not for the address.
            try await withPool(url: "ldaps://127.0.0.1:\(ports[0])") { pool in
                #expect(await ask(pool, "alice", "alice-canary pä%")?.word == .broken)
            }
            // No TLS is spoken there, and the password is not said without.
            try await withPool(url: "ldaps://localhost:\(ports[1])") { pool in
                #expect(await ask(pool, "alice", "alice-canary pä%")?.word == .broken)
            }
        }
    }

    private func configuration(_ url: String, _ ca: String) -> String {
        """
        [ldap]
        url = \(url)
        ca = \(folder.path(ca))
        bind_dn = cn=rws,dc=example,dc=com
        bind_password_file = \(folder.path("password"))
        base = ou=people,dc=example,dc=com
        filter = (&(objectClass=inetOrgPerson)(uid={user}))
        [roles]
        agent = cn=rws-agents,ou=groups,dc=example,dc=com
        supervisor = cn=rws-supervisors,ou=groups,dc=example,dc=com
        admin = cn=rws-admins,ou=groups,dc=example,dc=com

        """
    }

    private static func server(_ folder: String) -> String {
        """
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        TLSCACertificateFile \(folder)/ca.pem
        TLSCertificateFile \(folder)/server.pem
        TLSCertificateKeyFile \(folder)/server.key
        database mdb
        suffix "dc=example,dc=com"
        directory \(folder)/db
        rootdn "cn=rws,dc=example,dc=com"
        rootpw service-canary

        """
    }

    private static let entries = #"""
        dn: dc=example,dc=com
        objectClass: dcObject
        objectClass: organization
        o: example
        dc: example

        dn: ou=people,dc=example,dc=com
        objectClass: organizationalUnit
        ou: people

        dn: ou=groups,dc=example,dc=com
        objectClass: organizationalUnit
        ou: groups

        dn: uid=alice,ou=people,dc=example,dc=com
        objectClass: inetOrgPerson
        uid: alice
        cn: Alice
        sn: A
        userPassword: alice-canary pä%

        dn: cn=Bob,ou=people,dc=example,dc=com
        objectClass: inetOrgPerson
        uid: bo(b)*\
        cn: Bob
        sn: B
        userPassword: bob-canary

        dn: cn=rws-agents,ou=groups,dc=example,dc=com
        objectClass: groupOfNames
        cn: rws-agents
        member: uid=alice,ou=people,dc=example,dc=com

        dn: cn=rws-admins,ou=groups,dc=example,dc=com
        objectClass: groupOfUniqueNames
        cn: rws-admins
        uniqueMember: uid=alice,ou=people,dc=example,dc=com

        dn: cn=rws-supervisors,ou=groups,dc=example,dc=com
        objectClass: groupOfNames
        cn: rws-supervisors
        member: cn=Bob,ou=people,dc=example,dc=com

        """#
}
