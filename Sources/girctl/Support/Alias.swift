import GIRCommandLine
import GIRPKI

/// The name of a keystore entry on the command line.
enum Alias {
    /// The alias of a new entry for which none was given, as with keytool.
    static let standard = "mykey"

    /// Refuses a name that no entry can have.
    ///
    /// - Throws: status 64 for an empty name and for control characters, which would show as something else in a list.
    static func check(_ alias: String) throws(CommandFailure) {
        guard !alias.isEmpty, TerminalText.safe(alias) == alias else {
            throw CommandFailure(
                .usage,
                "'\(alias)' cannot be the alias of an entry",
                hint: "choose a name of visible characters, such as jetty"
            )
        }
    }
}

extension KeyStore {
    /// The entry with this alias.
    ///
    /// - Throws: status 64 with the aliases that there are.
    func existing(_ alias: String, in file: String) throws(CommandFailure) -> KeyStoreEntry {
        if let entry = entry(alias) { return entry }
        throw CommandFailure(
            .usage,
            "'\(file)' has no entry '\(alias)'",
            hint: entries.isEmpty ? "it has no entries at all" : "it has \(Self.names(of: entries))"
        )
    }

    /// The entry that is meant: the one with the alias, or without one the only entry, the only private key or `mykey`.
    ///
    /// - Throws: status 64 with the aliases that there are.
    func chosen(_ alias: String?, in file: String) throws(CommandFailure) -> KeyStoreEntry {
        if let alias { return try existing(alias, in: file) }
        if entries.count == 1 { return entries[0] }
        let keys = entries.filter { $0.kind == .privateKey }
        if keys.count == 1 { return keys[0] }
        if let entry = entry(Alias.standard) { return entry }
        throw CommandFailure(
            .usage,
            entries.isEmpty ? "'\(file)' has no entries at all" : "'\(file)' has \(entries.count) entries",
            hint: entries.isEmpty
                ? "make one: girctl keystore genkey '\(file)' --san dns:HOST"
                : "choose one with --alias: it has \(Self.names(of: entries))"
        )
    }

    /// The private key that is meant, as ``chosen(_:in:)`` says.
    func chosenKey(_ alias: String?, in file: String) throws(CommandFailure) -> KeyStoreEntry {
        let entry = try chosen(alias, in: file)
        guard entry.kind == .privateKey else {
            throw CommandFailure(
                .data,
                "'\(entry.alias)' in '\(file)' is a \(entry.kind.rawValue), not a private-key entry",
                hint: "girctl keystore list '\(file)' shows the kinds"
            )
        }
        return entry
    }

    private static func names(of entries: [KeyStoreEntry]) -> String {
        entries.prefix(10).map { "'\($0.alias)'" }.joined(separator: ", ") + (entries.count > 10 ? " …" : "")
    }
}
