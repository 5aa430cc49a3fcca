import GIRStore
import HTTPTypes
import Logging

/// A name and a password that somebody wants to be let in with.
struct LoginAttempt: Sendable {
    let credentials: BasicCredentials
    /// What the `ContactCenterId` fields of the request name; all of them.
    let contactCenters: [String]
    let network: ClientNetwork
    let logger: Logger

    /// How it ended.
    enum Result: Sendable {
        /// Whether the password was proved not long ago, so that nobody had to be asked.
        case accepted(ProvedLogin, isRemembered: Bool)
        case refused(Refusal)
    }

    /// Why somebody is not let in.
    enum Refusal: Sendable, Hashable {
        /// As many passwords are checked and wait as may.
        case busy
        case throttled(LoginThrottle.Refusal)
        /// Who would have to be asked cannot be.
        case unavailable(Principal.Provider?)
        /// The name, the password or the contact center is wrong; which of them is nobody's business.
        case wrong(Principal.Provider?)

        /// Whether the password was looked at.
        var isWrong: Bool { if case .wrong = self { true } else { false } }
    }
}

/// Who has proved to be somebody, and by what.
struct ProvedLogin: Sendable, Hashable {
    let principal: Principal
    /// The verifier in the store that the password belongs to; nil where others have checked it.
    var verifier: String?
}

/// One step of a login and how it went, for the log.
struct LoginStep: Sendable, Hashable {
    enum Place: String, Sendable {
        case configurationServer = "Configuration Server"
        case contactCenter = "contact center"
        case operations = "operations account"
        case throttle
        case users = "RWS users"
    }

    let place: Place
    let outcome: String

    init(_ place: Place, _ outcome: String) {
        self.place = place
        self.outcome = outcome
    }
}
