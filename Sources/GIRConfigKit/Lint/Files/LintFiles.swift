public import FoundationEssentials

/// What the rules need to look into the files that a configuration names.
public struct LintFiles: Sendable {
    /// Looks at the files.
    let probe: any FileProbe
    /// Decrypts the passwords that open them.
    let passwords: PasswordResolver
    /// The file with the keys of encrypted passwords, where there is one.
    let keyFile: String?
    /// The moment at which certificates have to be valid.
    let now: Date

    /// Puts it together.
    public init(_ probe: any FileProbe, passwords: PasswordResolver, keyFile: String?, now: Date) {
        self.probe = probe
        self.passwords = passwords
        self.keyFile = keyFile
        self.now = now
    }

    /// How many whole days there are up to a moment; negative behind it.
    func days(until moment: Date) -> Int {
        Int((moment.timeIntervalSince(now) / 86_400).rounded(.down))
    }
}

extension LintContext {
    /// The path of a file as seen from the folder of the configuration, as `girctl serve` reads it.
    func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }

    /// The folder of the configuration, with a slash at its end; empty for the working folder.
    var folder: String {
        source.path.lastIndex(of: "/").map { String(source.path[...$0]) } ?? ""
    }
}
