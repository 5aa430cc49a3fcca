import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// What `serve` does not start on: each time two lines and a status.
@Suite struct `girctl serve refuses` {
    private func refusal(
        of served: ServedFolder,
        _ more: [String] = [],
        by user: [String] = []
    ) async throws -> CommandResult {
        var command = served.command
        command.arguments += more
        // Nobody's home has no key file, whoever runs the tests.
        command.environment = ["HOME": served.folder.path, "GIRCTL_KEY_FILE": served.folder.path("none.key")]
        if !user.isEmpty {
            command.arguments = user + [command.executable] + command.arguments
            command.executable = "setpriv"
        }
        return try await CommandRunner.run(command)
    }

    @Test func `a configuration with a lint error, with the words of config lint`() async throws {
        let served = try ServedFolder()
        try served.folder.write("jetty:\n  port: 80900\n  enableSsl: false\n", to: "conf/application.yaml")
        let lint = try await Girctl.run(["config", "lint", "conf/application.yaml"], in: served.folder)
        #expect(lint.status == 1)
        let result = try await refusal(of: served)
        #expect(result.status == 78)
        #expect(result.stdout == "")
        #expect(
            result.stderr == lint.stdout + """
                girctl: error: 'conf/application.yaml' has errors, and the server does not start on them
                  hint: mend them, then look again with: girctl config lint conf/application.yaml

                """
        )
    }

    @Test func `text that is not YAML`() async throws {
        let served = try ServedFolder()
        try served.folder.write("jetty: [\n", to: "conf/application.yaml")
        let lint = try await Girctl.run(["config", "lint", "conf/application.yaml"], in: served.folder)
        let result = try await refusal(of: served, ["--check"])
        #expect(result.status == 78)
        #expect(lint.stdout.contains("[GIR000]"))
        #expect(result.stderr.hasPrefix(lint.stdout + "girctl: error: 'conf/application.yaml' has errors"))
    }

    @Test(arguments: [
        (
            "jetty:\n  enableSSL: true\n",
            "2:3': what protects the server would be ignored: 'jetty.enableSSL' is spelt 'enableSsl'",
            "write 'enableSsl'"
        ),
        (
            "Jetty:\n  enableSsl: true\n",
            "1:1': what protects the server would be ignored: 'Jetty' is spelt 'jetty'", "write 'jetty'"
        ),
        (
            "jetty:\n  enableSsl:\n",
            "2:3': what protects the server would be ignored: 'jetty.enableSsl' has no value and HTTPS is not switched on",
            "write true, or false for plain HTTP"
        ),
        (
            "serverSettings:\n  enableCsrfProtecton: true\n",
            "2:3': what protects the server would be ignored: unknown key 'serverSettings.enableCsrfProtecton'",
            "did you mean 'enableCsrfProtection'?"
        ),
        (
            "serverSetings:\n  enableCsrfProtection: true\n",
            "1:1': what protects the server would be ignored: unknown key 'serverSetings'",
            "did you mean 'serverSettings'?"
        ),
    ])
    func `to listen without the protection that a misspelt key was to give`(
        yaml: String,
        message: String,
        hint: String
    ) async throws {
        let served = try ServedFolder()
        try served.folder.write(yaml, to: "conf/application.yaml")
        let lint = try await Girctl.run(["config", "lint", "conf/application.yaml"], in: served.folder)
        let result = try await refusal(of: served)
        #expect(result.status == 78)
        #expect(
            result.stderr == lint.stdout + "girctl: error: 'conf/application.yaml:\(message)\n  hint: \(hint)\n",
            "\(result)"
        )
    }

    @Test func `a missing configuration`() async throws {
        let served = try ServedFolder()
        let result = try await CommandRunner.run(Girctl.command(["serve"], in: served.folder))
        result.expectFailure(
            66,
            "'application.yaml' does not exist",
            hint: "check the path; it is looked for from the current folder"
        )
    }

    @Test func `a missing keystore`() async throws {
        let served = try ServedFolder()
        try served.configure(keystore: "none.jks")
        try await refusal(of: served).expectFailure(
            66,
            "'jetty.ssl.keyStorePath': 'conf/none.jks' does not exist",
            hint: "check the path; it is seen from the folder of application.yaml"
        )
    }

    @Test func `a keystore that is none`() async throws {
        let served = try ServedFolder()
        try served.folder.write("not a keystore", to: "conf/keystore")
        try await refusal(of: served).expectFailure(
            65,
            "'conf/keystore': this is no keystore: neither JKS, JCEKS nor PKCS12",
            hint: "keystores are JKS, JCEKS or PKCS#12 files, certificates and keys PEM or DER"
        )
    }

    @Test(arguments: [KeyStoreFormat.jks, .pkcs12])
    func `a wrong password`(_ format: KeyStoreFormat) async throws {
        let served = try ServedFolder(format: format)
        try served.configure(password: "hunter2")
        let result = try await refusal(of: served)
        result.expectFailure(
            65,
            "'conf/keystore': keystore was tampered with, or password was incorrect",
            hint: "check 'jetty.ssl.keyStorePassword'"
        )
        #expect(!result.stderr.contains("hunter2"))
    }

    @Test(arguments: [KeyStoreFormat.jks, .pkcs12])
    func `a keystore that was cut short`(_ format: KeyStoreFormat) async throws {
        let served = try ServedFolder(format: format)
        try served.folder.write(served.folder.bytes("conf/keystore").dropLast(40), to: "conf/keystore")
        #expect(try await refusal(of: served).status == 65)
    }

    @Test func `a keystore without a private key`() async throws {
        let served = try ServedFolder()
        var store = KeyStore(format: .jks)
        let anchor = KeyStoreEntry.trustedCertificate(alias: "ca", certificate: served.certificate, created: Date())
        try store.set(anchor, replacing: false)
        try served.folder.write(store.encoded(password: Secret(ServedFolder.password)), to: "conf/keystore")
        try await refusal(of: served).expectFailure(
            78,
            "'conf/keystore' has no private key that the server could answer with",
            hint: "put one in with: girctl keystore genkey conf/keystore --alias jetty --san dns:HOST"
        )
    }

    @Test func `an expired certificate`() async throws {
        let served = try ServedFolder(validDays: -100...(-1))
        let end = served.certificate.notAfter.formatted(.iso8601)
        try await refusal(of: served, ["--check"]).expectFailure(
            78,
            "the certificate under 'jetty' in 'conf/keystore' expired on \(end)",
            hint:
                "no client would accept it; make another with: girctl keystore genkey NEWFILE --alias jetty --san dns:HOST"
        )
    }

    @Test func `a port in use`() async throws {
        let served = try ServedFolder()
        try await FreePort.withTaken { port in
            try served.configure(port: port)
            try await refusal(of: served).expectFailure(
                73,
                "port \(port) of '127.0.0.1' is in use by another process",
                hint: "see which with: ss -ltnp 'sport = :\(port)'"
            )
        }
    }

    @Test func `an address of another machine`() async throws {
        let served = try ServedFolder()
        try served.configure(host: "192.0.2.1")
        try await refusal(of: served).expectFailure(
            78,
            "'192.0.2.1' is not an address of this machine",
            hint: "give 'jetty.host' an address of this machine, or leave it empty for all of them"
        )
    }

    @Test func `an encrypted password without a key file`() async throws {
        let served = try ServedFolder()
        try await Girctl.run(["keys", "init", "--key-file", "girctl.key"], in: served.folder).succeeded()
        let encrypt = ["encrypt", "--in-place", "conf/application.yaml", "--all", "--key-file", "girctl.key"]
        try await Girctl.run(encrypt, in: served.folder).succeeded()
        let result = try await refusal(of: served)
        #expect(result.status == 66)
        #expect(result.stderr.contains("there is no key file at '\(served.folder.path("none.key"))'"))
        #expect(result.stderr.contains("--key-file"))
    }

    @Test func `a value that does not decrypt, wherever it is used, with its position`() async throws {
        let served = try ServedFolder()
        let key = ["--key-file", "girctl.key"]
        try await Girctl.run(["keys", "init"] + key, in: served.folder).succeeded()
        let all = ["encrypt", "--in-place", "conf/application.yaml", "--all", "--bound"]
        try await Girctl.run(all + key, in: served.folder).succeeded()
        let good = try served.folder.text("conf/application.yaml")
        var check = served.command
        check.arguments += ["--check"] + key
        #expect(try await CommandRunner.run(check).status == 0)

        // The same code and the same words as `encrypt --check`.
        let value = try #require(good.firstMatch(of: #/CRYPT:[^'\n]+/#)).output
        let flipped = value.dropLast(2) + (value.dropLast().last == "A" ? "Q" : "A") + value.suffix(1)
        for (bad, reason) in [
            (flipped, "it was changed after it was encrypted"), (value.dropLast(40), "is cut off"),
            ("CRYPT:an03xPrxLAu9p==", "value was not encrypted by girctl"),
        ] {
            try served.folder.write(good.replacing(value, with: bad), to: "conf/application.yaml")
            let result = try await refusal(of: served, ["--check"] + key)
            #expect([65, 78].contains(result.status), "\(result)")
            let check = try await Girctl.run(["encrypt", "--check", "conf/application.yaml"] + key, in: served.folder)
            #expect(check.status == 65)
            #expect(check.stdout.hasPrefix("conf/application.yaml:7:23: jetty.ssl.keyStorePassword: "))
            #expect(check.stdout.contains(reason), "\(check)")
            #expect(result.stderr.contains("conf/application.yaml:7:23"), "\(result)")
        }

        // Of another key, in an option of a link that is opened later.
        try await Girctl.run(["keys", "init", "--key-file", "other.key"], in: served.folder).succeeded()
        let other = try await Girctl.run(
            ["encrypt", "--password-file", "-", "--key-file", "other.key"],
            in: served.folder,
            input: "x"
        ).succeeded().stdout
        try served.folder.write(
            good + "cassandraCluster:\n  userName: a\n  password: \(other)",
            to: "conf/application.yaml"
        )
        let result = try await refusal(of: served, ["--check"] + key)
        #expect(result.status == 65)
        #expect(
            result.stderr.contains("'conf/application.yaml:10:13': 'cassandraCluster.password': no key '"),
            "\(result)"
        )
    }

    @Test func `a key file that is named and not there`() async throws {
        try await refusal(of: ServedFolder(), ["--key-file", "none.key"]).expectFailure(
            66,
            "there is no key file at 'none.key'",
            hint: "name the key file that has the passwords' keys with --key-file or GIRCTL_KEY_FILE"
        )
    }

    @Test func `what it could not write, listen on or serve with, also when it is only checked`() async throws {
        let served = try ServedFolder()
        try served.configure(host: "300.1.1.1")
        for more in [["--check"], []] {
            try await refusal(of: served, more).expectFailure(
                78,
                "'300.1.1.1' is not an address of this machine",
                hint: "give 'jetty.host' an address of this machine, or leave it empty for all of them"
            )
        }
        try served.configure(more: ["certAlias: other"])
        #expect(try await refusal(of: served, ["--check"]).status == 78)
        try served.configure()
        let good = try served.folder.text("conf/application.yaml")
        try served.folder.write(good + "logging:\n  path: logs\n", to: "conf/application.yaml")
        // A link that leads nowhere is not followed, and a file with the modes of a folder is none.
        try served.folder.makeFolder("conf/logs")
        #expect(symlink("nowhere", served.folder.path("conf/logs/audit.log")) == 0)
        try await refusal(of: served, ["--check"]).expectFailure(
            73,
            "the log 'conf/logs/audit.log' cannot be written: it is no regular file",
            hint: "make the folder, and let the user of this program write in it"
        )
        try served.folder.write(good + "logging:\n  path: log\n", to: "conf/application.yaml")
        try served.folder.write("", to: "conf/log", mode: 0o777)
        try await refusal(of: served, ["--check"]).expectFailure(
            73,
            "no log can be written into 'conf/log': Not a directory",
            hint: "make the folder, and let the user of this program write in it"
        )
    }

    @Test func `revocation that it would not check`() async throws {
        let served = try ServedFolder()
        try served.configure(more: ["needClientAuth: true", "enableOCSP: true"])
        try await refusal(of: served).expectFailure(
            78,
            "'jetty.ssl.enableOCSP' is set, and this server asks nobody whether a certificate is revoked",
            hint: "give it the lists themselves with 'jetty.ssl.crlPath'"
        )
    }

    @Test func `client certificates that nothing is there to check with`() async throws {
        let served = try ServedFolder()
        try served.configure(more: ["needClientAuth: true", "trustStorePath: ../none.pem"])
        let result = try await refusal(of: served)
        #expect(result.status == 66)
    }

    @Test func `to start without the program that holds the server`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Data(contentsOf: URL(filePath: Girctl.path)), to: "girctl", mode: 0o700)
        let result = try await CommandRunner.run(Command(folder.path("girctl"), ["serve"]))
        #expect(result.status == 70)
        #expect(result.stderr.hasPrefix("girctl: error: the program 'girctl-server' is not installed; looked for "))
    }

    @Test func `arguments that did not come from girctl`() async throws {
        let result = try await CommandRunner.run(Command("\(Girctl.buildFolder)/girctl-server", ["application.yaml"]))
        result.expectFailure(
            64,
            "girctl-server is started by girctl",
            hint: "run: girctl serve --help"
        )
    }

    private static let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    private static let canBecomeNobody = geteuid() == 0 && Tool("setpriv").found && isOpenToAll(Girctl.path)

    /// Whether others may reach the file: every folder above it lets them through.
    private static func isOpenToAll(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o001 != 0 else { return false }
        guard path != "/", let slash = path.lastIndex(of: "/") else { return true }
        return isOpenToAll(slash == path.startIndex ? "/" : String(path[..<slash]))
    }

    @Test(.enabled(if: canBecomeNobody)) func `a configuration that it may not read`() async throws {
        let served = try ServedFolder()
        var command = Command(
            "setpriv",
            Self.nobody + [Girctl.path, "serve", "--config", served.folder.path("conf/application.yaml")]
        )
        command.workingDirectory = "/"
        let result = try await CommandRunner.run(command)
        #expect(result.status == 77)
        #expect(result.stderr.contains("cannot be read: permission denied"))
    }

    private static let guardsLowPorts =
        (try? String(
            decoding: Data(contentsOf: URL(filePath: "/proc/sys/net/ipv4/ip_unprivileged_port_start")),
            as: UTF8.self
        ))
        .flatMap { Int($0.filter(\.isNumber)) }.map { $0 > 443 } ?? true

    @Test(.enabled(if: canBecomeNobody && guardsLowPorts)) func `a low port where it may not open one`() async throws {
        let served = try ServedFolder()
        try served.configure(port: 443)
        for name in ["conf/keystore", "conf/application.yaml"] { chmod(served.folder.path(name), 0o644) }
        for folder in ["", "conf"] { chmod(served.folder.path(folder), 0o755) }
        chmod(
            String(
                served.folder.path.prefix(upTo: served.folder.path.lastIndex(of: "/") ?? served.folder.path.endIndex)
            ),
            0o755
        )
        mkdir(served.folder.path("data"), 0o700)
        chown(served.folder.path("data"), 65_534, 65_534)
        try await refusal(of: served, ["--data", served.folder.path("data")], by: Self.nobody).expectFailure(
            77,
            "port 443 of '127.0.0.1' may not be opened by this user",
            hint: "ports below 1024 need CAP_NET_BIND_SERVICE; choose another one, for example 9443"
        )
    }
}
