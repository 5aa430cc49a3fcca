import GIRPKI
import GIRStore
import Logging

/// RWS's own users and the operations account: passwords that this server checks itself.
struct OwnUsers: Sendable {
    let store: any UserStore
    let scheme: PasswordScheme
    let work: PasswordWork
    /// The verifier of the operations account.
    var operationsVerifier: String?

    /// The user of a name.
    func user(named name: String) async throws -> User? { try await store.user(named: name) }

    /// How to ask about a user; one who is not there, has no password or may not log in takes as long as any other.
    func question(aboutUser user: User?) -> LoginFlow.Question {
        let user = user.flatMap { $0.isEnabled ? $0 : nil }
        let known = user?.passwordHash
        return LoginFlow.Question(
            place: .users,
            provider: .store,
            // With the verifier in it, an earlier answer ends with the password.
            scope: [user?.id ?? "", known ?? ""],
            today: { _ in user.map { ProvedLogin(principal: Principal(user: $0), verifier: known) } },
            ask: { attempt in
                let password = attempt.credentials.password
                let verdict = await isRight(password, for: known)
                guard let isRight = verdict else { return .busy }
                guard isRight, let user, let known else { return .wrong }
                let verifier = await upgraded(known, of: user, password, attempt.logger)
                return .accepted(ProvedLogin(principal: Principal(user: user), verifier: verifier))
            }
        )
    }

    /// How to ask about the operations account: its password is in the configuration, so that a check costs nothing, and
    /// takes as long as any other all the same.
    func question(about operations: OperationsAccount) -> LoginFlow.Question {
        LoginFlow.Question(
            place: .operations,
            provider: .operations,
            scope: [],
            ask: { attempt in
                let password = attempt.credentials.password
                guard await isRight(password, for: nil) != nil else { return .busy }
                // Of equal length, so that how long the comparison takes does not tell the password's.
                let (given, wanted) = (Self.digest(password), Self.digest(operations.password))
                guard given == wanted else { return .wrong }
                return .accepted(
                    ProvedLogin(principal: Principal(operations: operations.userName), verifier: operationsVerifier)
                )
            }
        )
    }

    private static func digest(_ password: Secret) -> Secret { Secret(password.withBytes { Digest.sha256($0) }) }

    /// Nil where the check found no place.
    private func isRight(_ password: Secret, for verifier: String?) async -> Bool? {
        try? await work.run { [scheme] in scheme.verify(password, verifier) }
    }

    /// Replaces a verifier that was made with lesser parameters, and gives the one that the user has then; where that does
    /// not work, the next login tries again.
    private func upgraded(_ old: String, of user: User, _ password: Secret, _ logger: Logger) async -> String {
        guard scheme.isOutdated(old) else { return old }
        do {
            guard let new = try await work.run({ [scheme] in scheme.verifier(password) }) else { return old }
            try await store.replacePasswordHash(of: user.id, from: old, to: new)
            logger.info("password verifier made stronger", metadata: ["user": "\(user.id)"])
            return new
        } catch {
            logger.warning("password verifier stays as it is", metadata: ["error": "\(error)", "user": "\(user.id)"])
            return old
        }
    }
}

extension Principal {
    /// The operations account.
    init(operations name: String) {
        self.init(provider: .operations, id: name, userName: name, contactCenter: nil, roles: [])
    }
}
