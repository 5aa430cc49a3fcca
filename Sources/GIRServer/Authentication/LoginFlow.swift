import GIRPKI
import GIRStore
import Logging

/// Who is asked about a name and a password, in which order, and what their answers mean.
///
/// The operations account is the configuration's. Any other name belongs to a contact center: the one that the request
/// names, or that of the user of the name, or the only one. Where Configuration Server is enabled for it, Configuration
/// Server alone decides, also when it cannot be reached: falling back to other users then would let whoever cuts the line
/// choose who checks passwords. Where it is not, RWS's own users decide.
struct LoginFlow: Sendable {
    let operations: OperationsAccount?
    let contactCenters: any ContactCenterStore
    let users: OwnUsers
    let configurationServer: HelperUsers
    let throttle: LoginThrottle
    /// The same throttle, with what other nodes have counted.
    let shared: SharedThrottle
    let remembered: VerifiedLogins
    let digest: KeyedDigest
    /// Where each result is counted.
    var metrics = Metrics()
    private let flights = SharedFlights<Verdict>()

    /// What somebody who was asked says.
    enum Verdict: Sendable {
        case accepted(ProvedLogin)
        case busy
        case throttled(LoginThrottle.Refusal)
        case unavailable
        case wrong
    }

    /// Somebody to ask about one name.
    struct Question: Sendable {
        let place: LoginStep.Place
        let provider: Principal.Provider
        /// What must be the same, besides name and password, for an earlier answer to hold.
        let scope: [String]
        /// How long an answer holds.
        var lifetime: Duration = .seconds(60)
        /// What an earlier answer comes to today; nil where it holds no longer.
        var today: @Sendable (ProvedLogin) -> ProvedLogin? = { $0 }
        let ask: @Sendable (LoginAttempt) async -> Verdict
    }

    init(
        operations: OperationsAccount?,
        contactCenters: any ContactCenterStore,
        users: OwnUsers,
        configurationServer: HelperUsers,
        throttle: LoginThrottle,
        shared: SharedThrottle,
        remembered: VerifiedLogins,
        digest: KeyedDigest
    ) {
        self.operations = operations
        self.contactCenters = contactCenters
        self.users = users
        self.configurationServer = configurationServer
        self.throttle = throttle
        self.shared = shared
        self.remembered = remembered
        self.digest = digest
    }

    /// Finds out whether the attempt succeeds; each step is in the log, at `info` where somebody was asked.
    func result(of attempt: LoginAttempt) async -> LoginAttempt.Result {
        var steps: [LoginStep] = []
        let result = await result(of: attempt, &steps)
        metrics.count(result)
        var level = Logger.Level.info
        if case .accepted(_, isRemembered: true) = result { level = .debug }
        for step in steps {
            attempt.logger.log(
                level: level,
                "login step",
                metadata: ["step": "\(step.place.rawValue)", "outcome": "\(step.outcome)"]
            )
        }
        return result
    }

    private func result(of attempt: LoginAttempt, _ steps: inout [LoginStep]) async -> LoginAttempt.Result {
        // Directories ignore the case of all letters and how many spaces there are (RFC 4518 §2.6.1).
        let words = attempt.credentials.userName.lowercased().split(whereSeparator: \.isWhitespace)
        let name = words.joined(separator: " ")
        let account = digest.digest([name])
        do throws(LoginThrottle.Refusal) {
            try throttle.check(account, from: attempt.network)
        } catch {
            steps.append(LoginStep(.throttle, "\(error.reason) waits"))
            return .refused(.throttled(error))
        }
        let question: Question
        do {
            question = try await self.question(for: attempt, &steps)
        } catch {
            attempt.logger.error("store cannot be asked", metadata: ["error": "\(error)"])
            return .refused(.unavailable(nil))
        }
        return await answer(to: question, attempt, account, named: name, &steps)
    }

    /// The answer from memory, or from whoever is asked; all who ask the same at once share one answer.
    private func answer(
        to question: Question,
        _ attempt: LoginAttempt,
        _ account: [UInt8],
        named name: String,
        _ steps: inout [LoginStep]
    ) async -> LoginAttempt.Result {
        let credentials = attempt.credentials
        let scope = [question.provider.rawValue] + question.scope + [credentials.userName.foldedUserName]
        let proof = digest.digest(scope, credentials.password)
        let place = account + question.provider.rawValue.utf8
        if let login = remembered.login(of: place, proving: proof).flatMap(question.today) {
            steps.append(LoginStep(question.place, "accepted, as not long ago"))
            return .accepted(login, isRemembered: true)
        }
        let verdict = await flights.result(proof) { [shared, remembered] in
            let ticket: SharedThrottle.Ticket
            do throws(LoginThrottle.Refusal) {
                ticket = try await shared.admit(account, named: name, from: attempt.network)
            } catch {
                return .throttled(error)
            }
            let verdict = await question.ask(attempt)
            switch verdict {
            case .accepted(let login):
                await shared.succeeded(ticket)
                remembered.remember(login, for: question.lifetime, account: place, digest: proof)
            case .wrong:
                await shared.failed(ticket)
                remembered.forget(place)
            case .busy, .throttled, .unavailable: shared.undecided(ticket)
            }
            return verdict
        }
        switch verdict {
        case .accepted(let login):
            steps.append(LoginStep(question.place, "accepted"))
            return .accepted(login, isRemembered: false)
        case .busy:
            steps.append(LoginStep(question.place, "not asked, too many wait"))
            return .refused(.busy)
        case .throttled(let refusal):
            steps.append(LoginStep(.throttle, "\(refusal.reason) waits"))
            return .refused(.throttled(refusal))
        case .unavailable:
            steps.append(LoginStep(question.place, "cannot be asked"))
            return .refused(.unavailable(question.provider))
        case .wrong:
            steps.append(LoginStep(question.place, "refused"))
            return .refused(.wrong(question.provider))
        }
    }

    /// Whom to ask.
    private func question(for attempt: LoginAttempt, _ steps: inout [LoginStep]) async throws -> Question {
        let name = attempt.credentials.userName
        if let operations, name == operations.userName { return users.question(about: operations) }
        let user = attempt.credentials.canBeUser ? try await users.user(named: name) : nil
        let (center, how) = try await contactCenter(for: attempt, user)
        steps.append(LoginStep(.contactCenter, how))
        guard let center else { return users.question(aboutUser: nil) }
        guard !center.usesConfigurationServer else {
            let isOnly = try await contactCenters.contactCenters().count(where: \.usesConfigurationServer) == 1
            return configurationServer.question(in: center, isOnly: isOnly)
        }
        steps.append(LoginStep(.configurationServer, "not enabled for the contact center"))
        return users.question(aboutUser: user?.contactCenter == center.id ? user : nil)
    }

    private func contactCenter(for attempt: LoginAttempt, _ user: User?) async throws -> (ContactCenter?, String) {
        if let first = attempt.contactCenters.first {
            guard attempt.contactCenters.count == 1, let center = try await contactCenters.contactCenter(first) else {
                return (nil, "the one in the request is not known")
            }
            return (center, "\(center.id), as the request says")
        }
        if let user {
            let center = try await contactCenters.contactCenter(user.contactCenter)
            return (center, "\(user.contactCenter), the user's")
        }
        let all = try await contactCenters.contactCenters()
        guard let only = all.first, all.count == 1 else {
            return (nil, all.isEmpty ? "there is none" : "not clear: the request names none of \(all.count)")
        }
        return (only, "\(only.id), the only one")
    }
}
