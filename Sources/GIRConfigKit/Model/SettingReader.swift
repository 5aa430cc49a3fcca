import GIRPKI

/// Reads the values of options out of a source, or their defaults.
///
/// A default counts where documentation or its sample has it; what is only remembered decides nothing.
struct SettingReader {
    private let context: LintContext

    init(_ context: LintContext) { self.context = context }

    /// The values that Spring takes from the environment, each option once.
    var placeholders: [ApplicationConfiguration.Placeholder] {
        let options = Set(context.settings.filter(\.isPlaceholder).map(\.path))
        return options.sorted().compactMap { path in
            guard let setting = context[path], setting.isPlaceholder else { return nil }
            return ApplicationConfiguration.Placeholder(path: path, span: setting.value.span)
        }
    }

    /// What the options are set to.
    var written: WrittenOptions { WrittenOptions(context.settings) }

    /// Whether the source sets nothing, known or not.
    var isEmpty: Bool { context.settings.isEmpty && context.unknownKeys.isEmpty }

    /// A flag; false where neither the source nor a default says.
    func flag(_ path: String) -> Bool {
        written(path)?.flag ?? (context.defaultText(of: path) == "true")
    }

    /// A flag that is written; nil where it is not.
    func writtenFlag(_ path: String) -> Bool? { written(path)?.flag }

    /// A text that is written; the default of an example is not taken.
    func writtenText(_ path: String) -> String? {
        written(path)?.value.scalarText.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A number that its option allows.
    func number(_ path: String) -> Int? {
        guard let number = written(path)?.number, isAllowed(number, path) else {
            return context.defaultText(of: path).flatMap { Int($0) }
        }
        return number
    }

    /// A number that is written and that its option allows.
    func writtenNumber(_ path: String) -> Int? { written(path)?.number.flatMap { isAllowed($0, path) ? $0 : nil } }

    /// A number of an option that has a default; `fallback` is that default again, for the compiler.
    func number(_ path: String, _ fallback: Int) -> Int { number(path) ?? fallback }

    /// A text that is not empty.
    func text(_ path: String) -> String? {
        context[path]?.value.scalarText == "" ? nil : writtenText(path) ?? context.defaultText(of: path)
    }

    /// The values of a list, or of a text with commas; empty ones left out.
    func list(_ path: String) -> [String] {
        if let list = written(path)?.list { return list }
        let text = context.defaultText(of: path) ?? ""
        return text.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
    }

    /// A password that is written; the default of an example is never taken.
    func password(_ path: String) -> ConfiguredPassword? {
        guard let setting = written(path), let text = setting.value.scalarText, !text.isEmpty else { return nil }
        return ConfiguredPassword(raw: Secret(text), span: setting.value.span, path: path)
    }

    /// How a peer's certificate is checked.
    func trust(_ path: String) -> CertificateTrust {
        switch written(path)?.scalar {
        case .bool(false), .string("false"): .unchecked
        case .bool(true), .string("true"), .string(""): .javaTruststore
        case .string(let text): .file(text)
        default: .javaTruststore
        }
    }

    private func written(_ path: String) -> Setting? {
        guard let setting = context[path], !setting.isNull, !setting.isPlaceholder else { return nil }
        return setting
    }

    private func isAllowed(_ number: Int, _ path: String) -> Bool {
        guard case .integer(let range, _) = context.catalogue.option(at: path)?.type else { return true }
        return range.contains(number)
    }
}
