public import GIRConfigKit
import GIRPKI

/// Where a passphrase comes from that makes a key for `CRYPT:` values.
public enum PassphraseSource: Sendable, Hashable {
    /// Somebody is asked for it.
    case prompt
    /// A file, descriptor or variable.
    case source(PasswordSource)

    /// The keys of the passphrase.
    ///
    /// - Parameter isNew: whether it is going to protect something: then it is asked for twice, and not empty.
    /// - Throws: as ``PasswordSource/read(environment:)`` and ``PasswordPrompt/ask(_:confirming:option:)``.
    public func read(
        _ question: String,
        isNew: Bool,
        option: String = "--passphrase",
        environment: [String: String]
    ) throws(CommandFailure) -> PassphraseKeys {
        let passphrase: Secret =
            switch self {
            case .prompt: try PasswordPrompt.ask(question, confirming: isNew, option: option)
            case .source(let source) where isNew: try source.readNew(environment: environment)
            case .source(let source): try source.read(environment: environment)
            }
        return PassphraseKeys(passphrase)
    }

    /// The source as one argument for a program that this one becomes.
    public var argument: String {
        switch self {
        case .prompt: "prompt"
        case .source(let source): source.argument
        }
    }

    /// Reads what ``argument`` wrote.
    public init?(argument: String) {
        if argument == "prompt" {
            self = .prompt
        } else if let source = PasswordSource(argument: argument) {
            self = .source(source)
        } else {
            return nil
        }
    }
}
