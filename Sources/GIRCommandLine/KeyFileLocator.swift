import GIRConfigKit
import Glibc

/// The places where the key file for `CRYPT:` values is looked for, in their order.
public struct KeyFileLocator: Sendable {
    /// The paths, the most specific one first.
    public let candidates: [String]
    private let isExplicit: Bool
    private let credentials: String?
    private let creation: String?

    /// Lists the places; an explicit one is the only one.
    ///
    /// They are the option, `GIRCTL_KEY_FILE`, systemd's credentials, then `/etc/girctl/key` for root and the XDG
    /// configuration folder for others.
    ///
    /// - Parameter home: the user's home as the system knows it, for an environment without `HOME`.
    public init(
        option: String?,
        environment: [String: String],
        isRoot: Bool,
        home: String? = Self.accountHome
    ) {
        let folder = environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
        credentials = folder
        if let explicit = option ?? environment["GIRCTL_KEY_FILE"].flatMap({ $0.isEmpty ? nil : $0 }) {
            candidates = [explicit]
            creation = explicit
            isExplicit = true
            return
        }
        creation = Self.defaultPath(environment: environment, isRoot: isRoot, home: home)
        isExplicit = false
        candidates = [folder.map { "\($0)/girctl.key" }, creation].compactMap(\.self)
    }

    /// Where a new key file goes: the option's place or the last one that is searched.
    ///
    /// - Throws: status 66 for a user without a home, where no place is known.
    public var creationPath: String {
        get throws(CommandFailure) {
            guard let creation else {
                throw CommandFailure(
                    .inputMissing,
                    "there is no place for a key file: HOME is not set, and the user has no home",
                    hint: "name the file with --key-file FILE"
                )
            }
            return creation
        }
    }

    /// The first place at which there is a file, whether it can be read or not.
    public var existing: String? { candidates.first { access($0, F_OK) == 0 } }

    /// The path of the key file.
    ///
    /// - Parameter keys: the ids of the keys that values need, as far as they are known; nil where a new key would do.
    /// - Throws: status 66 with all places when there is none.
    public func locate(having keys: [String]? = nil) throws(CommandFailure) -> String {
        if let existing { return existing }
        let creationPath = try creationPath
        let places = candidates.map { "'\($0)'" }.joined(separator: ", then ")
        throw CommandFailure(
            .inputMissing,
            isExplicit
                ? "there is no key file at \(places)"
                : "there is no key file: neither --key-file nor GIRCTL_KEY_FILE names one; looked for \(places)",
            hint: keys.map(Self.search)
                ?? "make one with: girctl keys init --key-file \(ShellWord.quoted(creationPath))"
        )
    }

    /// What to do where values are to be decrypted: a new key would be of no use.
    private static func search(for keys: [String]) -> String {
        let shown = keys.prefix(3).map { "'\($0)'" }.joined(separator: ", ") + (keys.count > 3 ? ", …" : "")
        let words = keys.isEmpty ? "the passwords' keys" : "key\(keys.count == 1 ? "" : "s") \(shown)"
        return "name the key file that has \(words) with --key-file or GIRCTL_KEY_FILE"
    }

    /// Who may read the key file at this path besides its owner.
    public func readers(of path: String, allowingAnyone: Bool) -> KeyFile.Readers {
        if allowingAnyone { return .anyone }
        return credentials.map { path.hasPrefix("\($0)/") } == true ? .group : .owner
    }

    private static func defaultPath(environment: [String: String], isRoot: Bool, home: String?) -> String? {
        if isRoot { return "/etc/girctl/key" }
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return "\(folder)/girctl/key" }
        let homes = [environment["HOME"], home].compactMap(\.self)
        return homes.first { $0.hasPrefix("/") }.map { "\($0)/.config/girctl/key" }
    }

    /// The home of the user whom the process runs as, as the system knows it.
    public static var accountHome: String? {
        getpwuid(geteuid()).flatMap { $0.pointee.pw_dir.map { String(cString: $0) } }
    }
}
