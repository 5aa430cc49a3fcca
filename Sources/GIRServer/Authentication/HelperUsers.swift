import GIRPKI
import GIRStore
import Logging

/// The users of Configuration Server, whose passwords the authentication helper checks.
struct HelperUsers: Sendable {
    /// Asks the helper; nil where there is no answer.
    typealias Ask = @Sendable (BasicCredentials) async -> HelperReply?

    /// Nil where no helper is configured.
    let ask: Ask?
    /// The roles of users for whom the helper names none.
    let roles: Set<Role>
    /// How long an accepted password need not be asked for again.
    let lifetime: Duration

    /// How to ask about a user of a contact center.
    ///
    /// - Parameter isOnly: whether no other contact center has its users in Configuration Server. Where others have, the
    ///   helper has to say which one the user belongs to: a request may name any.
    func question(in contactCenter: ContactCenter, isOnly: Bool) -> LoginFlow.Question {
        LoginFlow.Question(
            place: .configurationServer,
            provider: .configurationServer,
            scope: [contactCenter.id],
            lifetime: lifetime,
            ask: { attempt in
                let (credentials, logger) = (attempt.credentials, attempt.logger)
                guard let ask else {
                    logger.error(
                        "no authentication helper is configured, and the contact center needs it",
                        metadata: [
                            "contactCenter": "\(contactCenter.id)", "option": "girctl.authenticationHelper.command",
                        ]
                    )
                    return .unavailable
                }
                // A directory may let in who gives a name and no password, as nobody (RFC 4513 §5.1.2).
                guard !credentials.password.isEmpty, credentials.canBeUser, credentials.hasOneSpelling else {
                    return .wrong
                }
                guard let reply = await ask(credentials) else {
                    logger.warning("authentication helper does not answer")
                    return .unavailable
                }
                switch reply.word {
                case .accepted:
                    let own = [contactCenter.id, contactCenter.domain]
                    guard reply["contactCenter"].map(own.contains) ?? isOnly else {
                        logger.error(
                            "authentication helper does not say that the user belongs to the contact center",
                            metadata: ["contactCenter": "\(contactCenter.id)"]
                        )
                        return .wrong
                    }
                    let name = reply["user"].flatMap { $0.isEmpty ? nil : $0 } ?? credentials.userName
                    return .accepted(ProvedLogin(principal: principal(name, reply, in: contactCenter, logger)))
                case .broken:
                    logger.warning(
                        "authentication helper cannot say",
                        metadata: ["message": "\(reply["message"] ?? "no reason given")"]
                    )
                    return .unavailable
                case .refused: return .wrong
                }
            }
        )
    }

    private func principal(
        _ name: String,
        _ reply: HelperReply,
        in contactCenter: ContactCenter,
        _ logger: Logger
    ) -> Principal {
        Principal(
            provider: .configurationServer,
            id: name,
            userName: name,
            contactCenter: contactCenter.id,
            roles: reply.values["roles"].map { known($0, as: "role", logger) } ?? roles,
            permissions: known(reply.values["permissions"] ?? [], as: "permission", logger)
        )
    }

    /// The words of lists with commas that have a meaning.
    private func known<Word: RawRepresentable<String> & Hashable>(
        _ lists: [String],
        as kind: String,
        _ logger: Logger
    ) -> Set<Word> {
        var words: Set<Word> = []
        for text in lists.flatMap({ $0.split(separator: ",") }) {
            let text = text.drop { $0 == " " }
            if let word = Word(rawValue: String(text)) {
                words.insert(word)
            } else {
                logger.warning("authentication helper names an unknown \(kind)", metadata: ["name": "\(text)"])
            }
        }
        return words
    }
}
