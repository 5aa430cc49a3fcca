import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Writes what an entry holds into a file of its own: `girctl keystore export`.
struct KeystoreExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a certificate, chain or key to a file",
        discussion: """
            Writes the certificate of an entry in PEM, with --chain all of its certificates, with --key its private key \
            (PKCS#8). A file with a private key is readable by its owner only; with --new-password-… the key in it is \
            encrypted. Several of the three make one file, the key first. Of what is there already \
            only certificates of the same key or the same holder are replaced.

            EXAMPLES
              $ girctl keystore export keystore.jks --alias old --out server.crt --password-file keystore.password
              $ girctl keystore export keystore.jks --alias old --chain --password-file keystore.password
              $ girctl keystore export keystore.jks --alias old --key --out exported.key --new-password-file password.txt --password-file keystore.password

            EXIT STATUS
              0 written, or there already; 3 with --check, the file would be written; 64 usage, or no such alias; \
            65 wrong password, or an entry without key or certificate; 66 no such file; 73, 74 or 77 cannot be written.
            """
    )

    @Argument(help: "The keystore.")
    var file: String

    @Option(help: "The entry; may be left out where there is only one, or only one private key.")
    var alias: String?

    @Option(
        name: [.short, .customLong("out")],
        help: ArgumentHelp("The file to write; standard output by default.", valueName: "file")
    )
    var output: String?

    @Flag(help: "Write the entry's own certificate: what is written by default.")
    var cert = false

    @Flag(help: "Write the certificate and those of the authorities above it.")
    var chain = false

    @Flag(help: "Write the private key.")
    var key = false

    @Flag(help: "Write DER instead of PEM.")
    var der = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var newPassword: PasswordOptions<NewPassword>
    @OptionGroup var check: CheckOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !cert || !chain else { throw ValidationError("the chain begins with the certificate: leave --cert out") }
        guard !der || !chain, !der || !key || !cert else {
            throw ValidationError("--der writes one certificate or one key, not several of them")
        }
        guard key || !newPassword.isGiven else { throw ValidationError("--new-password-… goes with --key") }
        guard !check.isOn || output != nil else { throw ValidationError("--check goes with --out") }
    }

    func run() throws {
        let invocation = try Invocation()
        if let output, ResolvedPath(output).text == ResolvedPath(file).text {
            throw CommandFailure(
                .usage,
                "--out names the keystore itself, which would be lost",
                hint: "name another file, such as '\(file).pem'"
            )
        }
        if key, output == nil, Terminal.isShown {
            throw CommandFailure(
                .usage,
                "a private key is not printed on a terminal, where others may see it",
                hint: "name a file with --out"
            )
        }
        let (store, remark) = try KeyStoreFile.read(file, password: password, invocation)
        if let remark { common.remark(remark) }
        let entry = try key ? store.chosenKey(alias, in: file) : store.chosen(alias, in: file)
        let contents = try Contents(entry, self, invocation)
        guard let output else { return try contents.print() }
        let isThere = try contents.are(in: output)
        if !isThere, !check.isOn {
            try OutputFile.writeResult(output, contents.bytes, mode: key ? 0o600 : 0o644)
        }
        try check.report(
            isChanged: !isThere,
            file: output,
            common,
            done: isThere ? "'\(output)' has it already; nothing was changed" : written(entry, to: output)
        )
    }

    private func written(_ entry: KeyStoreEntry, to output: String) -> String {
        let count = entry.certificates.count
        let certificates =
            chain ? "\(count) certificate\(count == 1 ? "" : "s")" : cert || !key ? "the certificate" : nil
        let parts = [key ? "the private key" : nil, certificates].compactMap { $0 }.joined(separator: " and ")
        let protection = key && !newPassword.isGiven ? "; the key in it is not encrypted" : ""
        return "'\(output)' has \(parts) of '\(entry.alias)'\(protection)"
    }
}

/// What is written.
private struct Contents {
    private(set) var bytes: [UInt8] = []
    // An encrypted key is other bytes each time: what tells whether it is there is the key.
    private let key: PrivateKey?
    private let newPassword: Secret?
    private let isPEM: Bool

    init(_ entry: KeyStoreEntry, _ command: KeystoreExport, _ invocation: Invocation) throws(CommandFailure) {
        isPEM = !command.der
        newPassword = try command.newPassword.readNew(invocation)
        let keyPassword = try command.keyPassword.read(invocation)
        do throws(PKIError) {
            key = command.key ? try entry.opened(by: keyPassword) : nil
            if let key { bytes += try Self.encoded(key, newPassword, isPEM: isPEM) }
        } catch {
            throw CommandFailure(error, in: command.file)
        }
        if command.key, !command.cert, !command.chain { return }
        let certificates = command.chain ? entry.certificates : Array(entry.certificates.prefix(1))
        guard !certificates.isEmpty else {
            throw CommandFailure(
                .data,
                "'\(entry.alias)' in '\(command.file)' is a \(entry.kind.rawValue), which has no certificate",
                hint: "girctl keystore list '\(command.file)' shows the kinds"
            )
        }
        for certificate in certificates { bytes += isPEM ? Array(certificate.pem.utf8) : certificate.der }
    }

    private static func encoded(_ key: PrivateKey, _ password: Secret?, isPEM: Bool) throws(PKIError) -> [UInt8] {
        switch (password, isPEM) {
        case (nil, true): try key.pem().revealBytes()
        case (nil, false): try key.pkcs8().revealBytes()
        case (let password?, true): Array(try key.encryptedPEM(password: password).utf8)
        case (let password?, false): try key.encryptedPKCS8(password: password)
        }
    }

    /// Whether a file holds this already.
    func are(in path: String) throws(CommandFailure) -> Bool {
        guard let newPassword, let key, bytesAreKeyOnly else { return try OutputFile.holds(path, bytes) }
        guard let old = try? InputFile.read(path, limit: PrivateKey.readingLimit),
            let oldKey = try? PrivateKey.read(old, password: newPassword),
            (try? PrivateKey.read(old, password: nil)) == nil
        else { return false }
        return oldKey.publicKey == key.publicKey
    }

    private var bytesAreKeyOnly: Bool { (try? Certificate.readAll(bytes)) == nil }

    /// Writes to standard output.
    func print() throws(CommandFailure) {
        if isPEM { return try Terminal.print(String(decoding: bytes, as: UTF8.self)) }
        try Terminal.write(bytes)
    }
}
