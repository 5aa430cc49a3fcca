/// An option of application.yaml: what may be written, what it means, and how surely that is known.
///
/// A class, because each setting of a source has one: a reference is one word to copy and to keep.
public final class ConfigurationOption: Sendable {
    /// The keys from the top of the file, such as `jetty.ssl.port`; `[]` behind a key stands for each item of a list.
    public let path: String
    /// What the value may be.
    public let type: OptionType
    /// Where the knowledge about the option comes from.
    public let knowledge: OptionKnowledge
    /// What the program uses where nothing is written.
    public let defaultValue: OptionDefault?
    /// Whether the documentation says that it must be set.
    public let isMandatory: Bool
    /// Whether the value must not be seen, and how it may be protected in the file.
    public let secrecy: OptionSecrecy
    /// Whether newer versions have another option for the purpose.
    public let isDeprecated: Bool
    /// What it is for, in one sentence of Markdown.
    public let summary: String

    /// Makes an option.
    public init(
        _ path: String,
        _ type: OptionType,
        _ knowledge: OptionKnowledge,
        default defaultValue: OptionDefault? = nil,
        isMandatory: Bool = false,
        secrecy: OptionSecrecy = .open,
        isDeprecated: Bool = false,
        _ summary: String
    ) {
        self.path = path
        self.type = type
        self.knowledge = knowledge
        self.defaultValue = defaultValue
        self.isMandatory = isMandatory
        self.secrecy = secrecy
        self.isDeprecated = isDeprecated
        self.summary = summary
    }

    /// The last key of the path.
    public var name: Substring { path[OptionPath.nameStart(in: path)...] }

    /// The path of the section that the option is in; empty at the top.
    public var section: Substring { path[..<OptionPath.nameStart(in: path)].dropLast() }

    /// How surely the option is known.
    public var confidence: OptionKnowledge.Confidence { knowledge.confidence }

    /// Whether the value must not be seen.
    public var isSecret: Bool { secrecy != .open }

    /// Whether the program is said to decrypt a `CRYPT:` value here.
    public var acceptsCrypt: OptionSecrecy.CryptSupport {
        switch secrecy {
        case .open: .no
        case .obfuscatedSecret: .undocumented
        case .secret(let crypt): crypt
        }
    }

    /// Whether Jetty decodes an `OBF:` value here.
    public var acceptsObfuscation: Bool { secrecy == .obfuscatedSecret }
}
