import Glibc

/// The places where the key file for `CRYPT:` values is looked for, in their order.
public struct KeyFileLocator: Sendable {
    /// The paths, the most specific one first.
    public let candidates: [String]
    private let isExplicit: Bool
    private let credentials: String?

    /// Lists the places; an explicit one is the only one.
    ///
    /// They are the option, `GIRCTL_KEY_FILE`, systemd's credentials, then `/etc/girctl/key` for root and the XDG
    /// configuration folder for others.
    public init(option: String?, environment: [String: String], isRoot: Bool) {
        let folder = environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
        credentials = folder
        if let explicit = option ?? environment["GIRCTL_KEY_FILE"].flatMap({ $0.isEmpty ? nil : $0 }) {
            candidates = [explicit]
            isExplicit = true
            return
        }
        isExplicit = false
        candidates =
            (folder.map { ["\($0)/girctl.key"] } ?? []) + [Self.defaultPath(environment: environment, isRoot: isRoot)]
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
        let places = candidates.map { "'\($0)'" }.joined(separator: ", then ")
        throw CommandFailure(
            .inputMissing,
            isExplicit
                ? "there is no key file at \(places)"
                : "there is no key file: neither --key-file nor GIRCTL_KEY_FILE names one; looked for \(places)",
            hint: "make one with: girctl keys init --key-file '\(creationPath)'"
        )
    }

    /// Who may read the key file at this path besides its owner.
    public func readers(of path: String, allowingAnyone: Bool) -> KeyFile.Readers {
        if allowingAnyone { return .anyone }
        return credentials.map { path.hasPrefix("\($0)/") } == true ? .group : .owner
    }

    private static func defaultPath(environment: [String: String], isRoot: Bool) -> String {
        if isRoot { return "/etc/girctl/key" }
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return "\(folder)/girctl/key" }
        return "\(environment["HOME"] ?? home ?? "")/.config/girctl/key"
    }

    /// The folder that the system knows for the user, where the environment does not say.
    private static var home: String? { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_dir) } }
}
