import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Which password a set of options is about.
protocol PasswordRole {
    /// The beginning of the options' names, such as `key-password`.
    static var prefix: String { get }
    /// The password in words, such as `the private key's own password`.
    static var password: String { get }
}

/// Three options that say where one password comes from; without any of them it is asked for.
struct PasswordOptions<Role: PasswordRole>: ParsableArguments {
    @Option(
        name: .customLong("\(Role.prefix)-file"),
        help: ArgumentHelp(
            "Read \(Role.password) from the first line of a file; - is standard input.",
            valueName: "file"
        )
    )
    var file: String?

    @Option(
        name: .customLong("\(Role.prefix)-fd"),
        help: ArgumentHelp("Read \(Role.password) from an open file descriptor.", valueName: "number")
    )
    var descriptor: Int32?

    @Option(
        name: .customLong("\(Role.prefix)-env"),
        help: ArgumentHelp(
            "Read \(Role.password) from an environment variable, which other processes of the same user can see.",
            valueName: "variable"
        )
    )
    var variable: String?

    /// The options' common beginning, such as `--password`.
    static var option: String { "--\(Role.prefix)" }

    /// Whether any source was named.
    var isGiven: Bool { file != nil || descriptor != nil || variable != nil }

    /// The source that was named.
    ///
    /// - Throws: status 64 when there is more than one.
    func source() throws(CommandFailure) -> PasswordSource? {
        let sources = [
            file.map(PasswordSource.file), descriptor.map(PasswordSource.descriptor),
            variable.map(PasswordSource.environment),
        ].compactMap { $0 }
        guard sources.count < 2 else {
            throw CommandFailure(
                .usage,
                "\(Role.password) has more than one source",
                hint: "give one of \(Self.option)-file, \(Self.option)-fd and \(Self.option)-env"
            )
        }
        return sources.first
    }

    /// The password from its source, or nil when none was named.
    func read(_ invocation: Invocation) throws(CommandFailure) -> Secret? {
        try source()?.read(environment: invocation.environment)
    }

    /// The password that is being set, from its source, or nil when none was named; an empty one is refused.
    func readNew(_ invocation: Invocation) throws(CommandFailure) -> Secret? {
        try source()?.readNew(environment: invocation.environment)
    }

    /// The password from its source or from the prompt.
    ///
    /// - Parameter confirming: the password is being set: the prompt asks twice, and an empty one is refused.
    func resolve(
        _ question: String,
        confirming: Bool = false,
        _ invocation: Invocation
    ) throws(CommandFailure) -> Secret {
        if let password = try confirming ? readNew(invocation) : read(invocation) { return password }
        return try PasswordPrompt.ask(question, confirming: confirming, option: Self.option)
    }
}

/// The password of the keystore, or the password to encrypt.
enum MainPassword: PasswordRole {
    static let prefix = "password"
    static let password = "the password"
}

/// The password of a private key, where it is not the keystore's.
enum KeyPassword: PasswordRole {
    static let prefix = "key-password"
    static let password = "the private key's own password"
}

/// The password that something gets.
enum NewPassword: PasswordRole {
    static let prefix = "new-password"
    static let password = "the new password"
}

/// The password of the second of two keystores.
enum OtherPassword: PasswordRole {
    static let prefix = "other-password"
    static let password = "the second keystore's password"
}

/// The password of a private key in the second of two keystores.
enum OtherKeyPassword: PasswordRole {
    static let prefix = "other-key-password"
    static let password = "the own password of the second keystore's private key"
}

/// The password of a keystore that entries are taken from.
enum SourcePassword: PasswordRole {
    static let prefix = "source-password"
    static let password = "the other keystore's password"
}

/// The password of a truststore.
enum TruststorePassword: PasswordRole {
    static let prefix = "truststore-password"
    static let password = "the truststore's password"
}
