public import GIRPKI

/// What was found when the peer of a link was asked.
public struct LinkInspection: Sendable, Hashable {
    /// Why the link is not trusted, or not checked.
    public enum Reason: Sendable, Hashable {
        /// Something about the link.
        case link(LinkReason)
        /// Something about the certificates of the peer.
        case trust(TrustFailure.Code)

        /// The code that scripts may compare.
        public var code: String {
            switch self {
            case .link(let reason): reason.rawValue
            case .trust(let code): code.rawValue
            }
        }

        /// The reason with a code; nil where there is none.
        public init?(code: String) {
            if let reason = LinkReason(rawValue: code) {
                self = .link(reason)
            } else if let failure = TrustFailure.Code(rawValue: code) {
                self = .trust(failure)
            } else {
                return nil
            }
        }
    }

    /// The link.
    public let link: LinkName
    /// The peer; nil where nobody knows whom to ask.
    public let endpoint: LinkEndpoint?
    /// Why it is not trusted or not checked; nil where it is trusted.
    public let reason: Reason?
    /// The outcome in words; starts in lower case and has no full stop.
    public let message: String
    /// What else is known.
    public let notes: [String]
    /// What to do.
    public let help: [String]
    /// The whole days until the first certificate that counts expires.
    public let daysLeft: Int?
    /// Whether the peer's name is one by the rule of the RWS guide only, and not by RFC 9525.
    public let hasWeakName: Bool

    /// Puts together what was found.
    public init(
        _ link: LinkName,
        at endpoint: LinkEndpoint?,
        reason: Reason?,
        message: String,
        notes: [String] = [],
        help: [String] = [],
        daysLeft: Int? = nil,
        hasWeakName: Bool = false
    ) {
        self.link = link
        self.endpoint = endpoint
        self.reason = reason
        self.message = message
        self.notes = notes
        self.help = help
        self.daysLeft = daysLeft
        self.hasWeakName = hasWeakName
    }

    /// The peer, or the link where nobody knows whom to ask, for a message.
    var target: String { "'\(UnknownKey.shown(endpoint?.description ?? link.rawValue))'" }

    /// What is known, for a finding: the link, the outcome, and the rest.
    var facts: [String] { ["it is the link '\(link.rawValue)': \(message)"] + notes }

    /// The place of the host that was called; where the file does not have it, that of the trust.
    func hostPlace(in context: LintContext) -> RuleReporter.Place { host(in: context) ?? trustPlace(in: context) }

    /// The place of what the peer is verified with; where nothing is set, that of the switch, the host, the section.
    func trustPlace(in context: LintContext) -> RuleReporter.Place {
        let options = [link.trustOption, link.encryptionOption].compactMap(\.self)
        if let option = options.first(where: context.hasValue) { return place(option, in: context) }
        return host(in: context) ?? place("serverSettings", in: context)
    }

    /// The place of the switch; where it is not set, that of the host, whose link is not encrypted then.
    func switchPlace(in context: LintContext) -> RuleReporter.Place {
        guard let option = link.encryptionOption, context.hasValue(option) else { return hostPlace(in: context) }
        return place(option, in: context)
    }

    private func host(in context: LintContext) -> RuleReporter.Place? {
        let settings = link.hostOptions.compactMap { context[$0] }
        guard let endpoint else { return settings.first?.atValue }
        for setting in settings {
            let values = setting.value.isSequence ? setting.value.items : [setting.value]
            for value in values where names(endpoint, in: value.scalarText ?? "") {
                return RuleReporter.Place(span: value.span, path: setting.path, section: setting.section)
            }
        }
        return nil
    }

    private func names(_ endpoint: LinkEndpoint, in text: String) -> Bool {
        text.split(separator: ",").contains { part in
            LinkEndpoint(part.trimmingBlanks(), usualPort: link.usualPort ?? endpoint.port)?.host == endpoint.host
        }
    }

    private func place(_ path: String, in context: LintContext) -> RuleReporter.Place {
        guard let setting = context[path] ?? context.settings.first else {
            let start = SourcePosition(offset: 0, line: 1, column: 1)
            return RuleReporter.Place(span: SourceSpan(start: start, end: start), path: path)
        }
        var place = setting.isSection ? setting.atKey : setting.atValue
        place.path = path
        return place
    }
}
