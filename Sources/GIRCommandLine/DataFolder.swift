/// The folder in which the server keeps what it remembers.
///
/// It is the option's; else `GIRCTL_DATA`, systemd's state folder, `/var/lib/girctl` for root and the XDG data folder for
/// others.
public enum DataFolder {
    /// The path of the folder, whether it exists or not.
    ///
    /// - Parameter home: the user's home as the system knows it, for an environment without `HOME`.
    /// - Throws: status 66 for a user without a home, where no place is known.
    public static func locate(
        option: String?,
        environment: [String: String],
        isRoot: Bool,
        home: String? = KeyFileLocator.accountHome
    ) throws(CommandFailure) -> String {
        if let option { return try checked(option) }
        if let named = environment["GIRCTL_DATA"], !named.isEmpty { return try checked(named) }
        // Several folders of one unit are separated by colons.
        if let state = environment["STATE_DIRECTORY"]?.split(separator: ":").first, state.hasPrefix("/") {
            return String(state)
        }
        if isRoot { return "/var/lib/girctl" }
        if let folder = environment["XDG_DATA_HOME"], folder.hasPrefix("/") { return "\(folder)/girctl" }
        guard let home = [environment["HOME"], home].compactMap(\.self).first(where: { $0.hasPrefix("/") }) else {
            throw CommandFailure(
                .inputMissing,
                "there is no place for the server's data: HOME is not set, and the user has no home",
                hint: "name a folder with --data FOLDER"
            )
        }
        return "\(home)/.local/share/girctl"
    }

    private static func checked(_ path: String) throws(CommandFailure) -> String {
        guard !path.isEmpty, path != "-" else {
            throw CommandFailure(.usage, "'\(path)' is no folder", hint: "name a folder with --data FOLDER")
        }
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
