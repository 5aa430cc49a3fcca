import GIRPKI

/// A file that a configuration names, and what was found in it.
struct StoreInspection: Sendable {
    /// What came of opening it.
    enum Outcome: Sendable {
        /// There is no file.
        case missing
        /// It opens.
        case opened(OpenedStore)
        /// It does not open with this password, or is no keystore and no certificate.
        case refused(PKIError)
        /// Whether it is right cannot be told, and why.
        case unchecked(String)
    }

    /// What it is for.
    let use: StoreUse
    /// The option with the path.
    let setting: Setting
    /// Whether a password is set.
    let hasPassword: Bool
    /// The path that was opened.
    let file: String
    /// What came of it.
    let outcome: Outcome

    /// The contents, where it opens.
    var store: OpenedStore? { if case .opened(let store) = outcome { store } else { nil } }

    /// The private keys that can be used.
    var identities: [OpenedStore.Identity] { store?.identities.filter { $0.failure == nil } ?? [] }

    /// The alias that the configuration chooses, where it chooses one.
    let alias: Setting?

    /// The private key that connections are served with: the one of the alias, else the first; nil without one.
    var served: OpenedStore.Identity? {
        guard let alias = alias?.text else { return store?.identities.first }
        return store?.identities.first { $0.alias?.lowercased() == alias.lowercased() }
    }

    /// Looks into every file that a configuration names.
    static func all(in context: LintContext) -> [StoreInspection] {
        guard let files = context.files else { return [] }
        return StoreUse.all(of: context.kind).compactMap { StoreInspection($0, context, files) }
    }

    private init?(_ use: StoreUse, _ context: LintContext, _ files: LintFiles) {
        guard use.isActive(in: context), let setting = context[use.path], case .string(let path) = setting.scalar,
            !path.isEmpty, !SampleText.isOne(path),
            setting.option?.type != .booleanOrPath || setting.flag == nil
        else { return nil }
        self.use = use
        self.setting = setting
        alias = use.alias.flatMap { context.hasValue($0) ? context[$0] : nil }
        hasPassword = context.hasValue(use.password)
        file = context.resolve(path)
        outcome = Self.open(file, use, context, files)
    }

    private static func open(
        _ file: String,
        _ use: StoreUse,
        _ context: LintContext,
        _ files: LintFiles
    ) -> Outcome {
        let bytes: [UInt8]
        switch files.probe.contents(of: file) {
        case .bytes(let read): bytes = read
        case .folder:
            return .refused(PKIError(.unsupportedFormat, "it is a folder", hint: "name the file in it"))
        case .missing: return .missing
        case .unreadable(let reason): return .unchecked(reason)
        }
        let password: Secret?
        let keyPassword: Secret?
        do throws(ConfigError) {
            password = try Self.password(use.password, context, files)
            keyPassword = try use.keyPassword.flatMap { path throws(ConfigError) in
                try Self.password(path, context, files)
            }
        } catch {
            // PEM and DER need no password.
            guard KeyStoreFormat.detect(bytes) == nil, use.role == .trust else { return .unchecked(error.reason) }
            return opened(bytes, use, nil, nil)
        }
        return opened(bytes, use, password, keyPassword)
    }

    private static func opened(_ bytes: [UInt8], _ use: StoreUse, _ password: Secret?, _ key: Secret?) -> Outcome {
        do throws(PKIError) {
            return .opened(try OpenedStore(bytes, role: use.role, password: password, keyPassword: key))
        } catch {
            return .refused(error)
        }
    }

    /// The password that an option has; nil where none is set.
    private static func password(
        _ path: String,
        _ context: LintContext,
        _ files: LintFiles
    ) throws(ConfigError) -> Secret? {
        guard let setting = context[path], context.hasValue(path) || setting.isPlaceholder else { return nil }
        guard !setting.isPlaceholder, let text = setting.value.scalarText else {
            throw ConfigError(.keyMissing, "'\(path)' comes from the environment of the program")
        }
        guard context.kind == .application else { return Secret(text) }
        return try files.passwords.resolve(ConfiguredPassword(raw: Secret(text), span: setting.value.span, path: path))
    }
}
