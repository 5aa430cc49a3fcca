/// Takes what a rule reports about a source.
struct RuleReporter {
    /// A place with what belongs to it in a diagnostic.
    struct Place {
        var span: SourceSpan
        var path = ""
        var section: SourceSpan?
        var label = ""

        /// The same place with a few words under its marks.
        func labelled(_ text: String) -> Place {
            var place = self
            place.label = text
            return place
        }
    }

    /// The findings of one rule in one source that are told; more are counted.
    ///
    /// A file of nothing but findings would else take many times its size.
    static let maximum = 10_000

    private(set) var diagnostics: [Diagnostic] = []
    /// How many more there are of each severity.
    private(set) var omitted: [Diagnostic.Severity: Int] = [:]
    /// Whether more findings are only counted, so that nothing need be found to say about them.
    var isFull: Bool { diagnostics.count >= Self.maximum }
    private let rule: Rule
    private let file: String
    private let catalogue: OptionCatalogue
    private let end: Int?

    init(_ rule: Rule, _ context: LintContext) {
        self.rule = rule
        end = context.end
        file = context.source.path
        catalogue = context.catalogue
    }

    /// Reports a finding.
    ///
    /// The message makes sense alone, starts in lower case, has no full stop and holds no secret; `help` says what to do.
    mutating func callAsFunction(
        _ place: Place,
        _ message: @autoclosure () -> String,
        secondary: @autoclosure () -> [Label] = [],
        notes: @autoclosure () -> [String] = [],
        help: @autoclosure () -> [String] = [],
        fix: @autoclosure () -> Fix? = nil
    ) {
        // What begins where a source ends to be YAML is not read to its end.
        if let end, place.span.start.line >= end, rule.id != StructureRules.syntaxError.id { return }
        guard !isFull else {
            omitted[severity(at: place.path), default: 0] += 1
            return
        }
        diagnostics.append(
            Diagnostic(
                id: rule.id,
                name: rule.name,
                severity: severity(at: place.path),
                message: message(),
                file: file,
                path: place.path,
                primary: Label(place.span, place.label),
                secondary: secondary(),
                section: place.section,
                notes: notes(),
                help: help(),
                fix: fix()
            )
        )
    }

    /// What is only remembered of an option is never the reason for more than a note.
    private func severity(at path: String) -> Diagnostic.Severity {
        guard rule.severity > .note, !rule.judgesYAML else { return rule.severity }
        return catalogue.option(at: path)?.confidence == .recollection ? .note : rule.severity
    }
}

extension Setting {
    /// The place of the value; that of the key where no value is written.
    var atValue: RuleReporter.Place {
        RuleReporter.Place(span: value.isEmpty ? key.span : value.span, path: path, section: section)
    }

    /// The place of the key.
    var atKey: RuleReporter.Place { RuleReporter.Place(span: key.span, path: path, section: section) }

    /// The value in quotes for a message, cut where it is long; "the value" where it is a secret or a collection.
    var quoted: String {
        guard let text = value.scalarText, option?.isSecret != true, !SecretFinder.looksSecret(text),
            SecretName.valueRange(in: text) == nil
        else {
            return "the value"
        }
        return text.count > 30 ? "'\(text.prefix(29))…'" : "'\(text)'"
    }
}

extension UnknownKey {
    /// The place of the key.
    var place: RuleReporter.Place { RuleReporter.Place(span: key.span, path: path, section: section) }
}
