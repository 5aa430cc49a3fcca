import Glibc

/// The places where the key file for `CRYPT:` values is looked for, in their order.
public struct KeyFileLocator: Sendable {
    /// The paths, the most specific one first.
    public let candidates: [String]

    /// Lists the places; an explicit one is the only one.
    ///
    /// They are the option, `GIRCTL_KEY_FILE`, systemd's credentials, then `/etc/girctl/key` for root and the XDG
    /// configuration folder for others.
    public init(option: String?, environment: [String: String], isRoot: Bool) {
        if let explicit = option ?? environment["GIRCTL_KEY_FILE"].flatMap({ $0.isEmpty ? nil : $0 }) {
            candidates = [explicit]
            return
        }
        var places: [String] = []
        if let credentials = environment["CREDENTIALS_DIRECTORY"], !credentials.isEmpty {
            places.append("\(credentials)/girctl.key")
        }
        places.append(Self.defaultPath(environment: environment, isRoot: isRoot))
        candidates = places
    }

    /// Where a new key file goes: the option's place or the last one that is searched.
    public var creationPath: String { candidates.last ?? "girctl.key" }

    /// The first place at which there is a file, whether it can be read or not.
    public var existing: String? { candidates.first { access($0, F_OK) == 0 } }

    /// The path of the key file.
    ///
    /// - Throws: status 66 with all places when there is none.
    public func locate() throws(CommandFailure) -> String {
        if let existing { return existing }
        throw CommandFailure(
            .inputMissing,
            "there is no key file; looked for \(candidates.map { "'\($0)'" }.joined(separator: ", "))",
            hint: "make one with: girctl keys init --key-file '\(creationPath)'"
        )
    }

    private static func defaultPath(environment: [String: String], isRoot: Bool) -> String {
        if isRoot { return "/etc/girctl/key" }
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return "\(folder)/girctl/key" }
        return "\(environment["HOME"] ?? "")/.config/girctl/key"
    }
}
