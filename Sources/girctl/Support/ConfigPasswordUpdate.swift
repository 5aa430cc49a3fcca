import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// A configuration with the new password of a keystore at each option that belongs to it.
struct ConfigPasswordUpdate {
    /// The bytes to write, or nil where the password is there already.
    let bytes: [UInt8]?
    /// The options that get another value.
    let options: [String]

    /// Finds the options and writes the password in the form that each has.
    ///
    /// - Parameters:
    ///   - passwords: of the keystore, the old and the new one.
    ///   - keyRing: reads the keys for CRYPT: values; only called where there is one.
    /// - Throws: status 64 where the configuration does not name the keystore, 65 where it is not YAML or cannot be
    ///   changed there.
    init(
        of path: String,
        keystore: String,
        passwords: (old: Secret, new: Secret),
        scheme: Encrypt.Scheme?,
        keyRing: @escaping () throws(CommandFailure) -> EncryptionKeyRing
    ) throws(CommandFailure) {
        let source = SourceText(path: path, bytes: try InputFile.read(path))
        let references: [KeystoreOptions.Reference]
        do throws(ConfigError) {
            references = try KeystoreOptions(of: source).references
        } catch {
            throw CommandFailure(error, in: path)
        }
        let targets = references.filter { Self.names($0.file, of: path).contains(ResolvedPath(keystore)) }
        guard !targets.isEmpty else {
            let named = references.map { "'\($0.file)'" }.joined(separator: ", ")
            throw CommandFailure(
                .usage,
                "'\(path)' has no option that names '\(keystore)'",
                hint: named.isEmpty ? "it names no keystore at all" : "the keystores in it are \(named)"
            )
        }
        let writer = PasswordWriter(config: path, passwords: passwords, scheme: scheme, keyRing: keyRing)
        var texts: [String: String] = [:]
        for target in targets {
            guard target.passwords.contains(where: { $0.path == target.passwordOption }) else {
                throw CommandFailure(
                    .usage,
                    "'\(path)' names '\(keystore)' but has no '\(target.passwordOption)'",
                    hint: "add the option with any value first"
                )
            }
            for password in target.passwords {
                let isOnlyOne = password.path == target.passwordOption
                if let text = try writer.text(for: password, isOnlyOne: isOnlyOne) { texts[password.path] = text }
            }
        }
        options = texts.keys.sorted()
        do throws(ConfigError) {
            bytes = texts.isEmpty ? nil : try PasswordReplacement(of: source, texts: texts).bytes
        } catch {
            throw CommandFailure(error, in: path)
        }
    }

    // The vendor's server looks from its working folder; which one that is only its unit file tells.
    private static func names(_ file: String, of config: String) -> [ResolvedPath] {
        guard !file.hasPrefix("/") else { return [ResolvedPath(file)] }
        let folder = ResolvedPath(config).text.lastIndex(of: "/").map { ResolvedPath(config).text[...$0] } ?? ""
        return [ResolvedPath(folder + file), ResolvedPath(file)]
    }
}

/// Puts a password into the form that an option has.
private struct PasswordWriter {
    let config: String
    let passwords: (old: Secret, new: Secret)
    let scheme: Encrypt.Scheme?
    let keyRing: () throws(CommandFailure) -> EncryptionKeyRing

    /// The new text of an option, or nil where it stays as it is.
    ///
    /// - Parameter isOnlyOne: whether the option has the keystore's password and can have no other.
    func text(for option: ConfiguredPassword, isOnlyOne: Bool) throws(CommandFailure) -> String? {
        let current = try value(of: option)
        let form = scheme ?? Self.form(of: option)
        if current == passwords.new, scheme == nil || form == Self.written(option) { return nil }
        guard isOnlyOne || current == passwords.old else { return nil }
        let ring = form == .crypt ? try keyRing() : nil
        do throws(ConfigError) {
            switch form {
            case .obf:
                guard Self.readsObfuscated(option.path) else {
                    throw ConfigError(
                        .notReplaceable,
                        "only Jetty reads OBF:, and '\(option.path)' is not Jetty's",
                        hint: "leave --scheme out"
                    )
                }
                return try ObfuscatedPassword.encode(passwords.new).revealText()
            case .crypt:
                // One that is bound to its option stays so.
                let old = option.raw.revealText().flatMap { try? CryptValue(parsing: $0) }
                let path = old?.isBound == true ? option.path : nil
                return try ring.map { ring throws(ConfigError) in
                    try CryptValue(encrypting: passwords.new, with: ring.active, boundTo: path).text
                }
            }
        } catch {
            throw CommandFailure(error, in: config)
        }
    }

    /// The password that the option has now, or nil where that cannot be told.
    private func value(of option: ConfiguredPassword) throws(CommandFailure) -> Secret? {
        let isOurs = option.raw.revealText().map { (try? CryptValue(parsing: $0)) != nil } ?? false
        let ring = isOurs ? try keyRing() : nil
        return try? PasswordResolver(keyRing: ring).resolve(option)
    }

    private static func form(of option: ConfiguredPassword) -> Encrypt.Scheme {
        written(option) ?? (readsObfuscated(option.path) ? .obf : .crypt)
    }

    /// The form that the value has, or nil for clear text.
    private static func written(_ option: ConfiguredPassword) -> Encrypt.Scheme? {
        option.raw.withBytes { bytes in
            if bytes.starts(with: CryptValue.prefix.utf8) { return .crypt }
            return bytes.starts(with: ObfuscatedPassword.prefix.utf8) ? .obf : nil
        }
    }

    private static func readsObfuscated(_ option: String) -> Bool {
        OptionCatalogue.standard.option(at: option)?.acceptsObfuscation ?? false
    }
}
