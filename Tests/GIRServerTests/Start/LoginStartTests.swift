import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRStore
import GIRTestSupport
import Testing

@testable import GIRServer

@Suite struct `Logins at the start` {
    private let log = LogLines()

    private func settings(_ yaml: String, isLocal: Bool = false) throws -> LoginSettings {
        let source = SourceText(path: "application.yaml", bytes: Array(yaml.utf8))
        let read = try #require(GIRConfigKit.ApplicationConfiguration.read(source).configuration)
        return try LoginSettings(
            read,
            resolver: PasswordResolver(keyRing: nil),
            isLocal: isLocal,
            encryption: { "girctl encrypt \($0)" },
            logger: log.logger()
        )
    }

    @Test func `are strict where nothing is written`() throws {
        let read = try settings("jetty:\n  port: 8090\n")
        #expect(read.cookie == SessionCookie())
        #expect(read.idle == .seconds(1800))
        #expect(read.age == .seconds(28_800))
        #expect(read.operations == nil && read.helper == nil && !read.allowsPlaintext)
        #expect(read.scriptChallenge == "Basic")
        #expect(log.all.contains { $0.contains("there is no operations account") })
    }

    @Test func `are as they are written`() throws {
        let read = try settings(
            """
            jetty:
              sessionMaxInactiveInterval: 600
              cookies: {name: sid, httpOnly: false, secure: true, sameSite: Strict}
            serverSettings:
              opsUserName: operator
              opsUserPassword: a long one
            girctl:
              allowPlaintextLogins: true
              sessionMaxAge: 3600
              scriptChallenge: xBasic
              authenticationHelper:
                command: [/bin/sh, -c, "exit 1"]
                processes: 2
                channels: 8
                timeout: 700
                cacheTime: 0
                defaultRoles: agent, Supervisor
            """
        )
        #expect(read.cookie.isSecure == true)
        #expect(read.cookie.name == "sid")
        #expect(!read.cookie.isHTTPOnly)
        #expect(read.sameSite == .strict)
        #expect(read.idle == .seconds(600))
        #expect(read.age == .seconds(3600))
        #expect(read.operations?.userName == "operator")
        #expect(read.operations?.password == Secret("a long one"))
        #expect(read.allowsPlaintext)
        #expect(read.scriptChallenge == "xBasic")
        let helper = try #require(read.helper)
        #expect(helper.words == ["/bin/sh", "-c", "exit 1"])
        #expect(helper.processes == 2 && helper.channels == 8)
        #expect(helper.timeout == .milliseconds(700) && helper.lifetime == .zero)
        #expect(helper.roles == [.agent, .supervisor])
        #expect(log.all.contains { $0.contains("PASSWORDS are taken without TLS") })
    }

    @Test(arguments: [
        "jetty:\n  sessionMaxInactiveInterval: 0\n", "jetty:\n  sessionMaxInactiveInterval: -1\n",
        "jetty:\n  cookies:\n    name: 'a b'\n", "jetty:\n  cookies:\n    name: 'a;b'\n",
        "jetty:\n  cookies:\n    name: __Host-sid\n",
        "serverSettings:\n  opsUserName: ops\n  opsUserPassword: ops\n",
        "serverSettings:\n  opsUserName: root\n  opsUserPassword: root\n",
        "girctl:\n  authenticationHelper:\n    command: [helper]\n",
        "girctl:\n  authenticationHelper:\n    command: [/no/such/helper]\n",
        "girctl:\n  authenticationHelper:\n    command: [/bin/sh]\n    defaultRoles: boss\n",
    ])
    func `are refused where they would be none`(yaml: String) {
        let error = #expect(throws: ServerError.self) { try settings(yaml) }
        #expect(error?.code == .configuration)
        #expect(error?.hint != nil)
        if yaml.contains("opsUserPassword") {
            #expect(error?.hint?.hasSuffix(": girctl encrypt serverSettings.opsUserPassword") == true)
        }
    }

    @Test func `may have the password of every example where only this machine reaches them`() throws {
        let read = try settings("serverSettings:\n  opsUserName: ops\n  opsUserPassword: ops\n", isLocal: true)
        #expect(read.operations != nil)
        #expect(log.all.contains { $0.contains("password that everyone knows") })
    }
}
