import GIRPKI
import GIRStore
import Logging

/// RWS's own users and the operations account: passwords that this server checks itself.
struct OwnUsers: Sendable {
    let store: any UserStore
    let scheme: PasswordScheme
    let work: PasswordWork
    let logger: Logger

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
            today: { _ in user.map(Principal.init(user:)) },
            ask: { credentials in
                let verdict = await isRight(credentials.password, for: known)
                guard let isRight = verdict else { return .busy }
                guard isRight, let user, let known else { return .wrong }
                await upgrade(known, of: user, credentials.password)
                return .accepted(Principal(user: user))
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
            ask: { credentials in
                guard await isRight(credentials.password, for: nil) != nil else { return .busy }
                // Of equal length, so that how long the comparison takes does not tell the password's.
                let (given, wanted) = (Self.digest(credentials.password), Self.digest(operations.password))
                guard given == wanted else { return .wrong }
                return .accepted(Principal(operations: operations.userName))
            }
        )
    }

    private static func digest(_ password: Secret) -> Secret { Secret(password.withBytes { Digest.sha256($0) }) }

    /// Nil where the check found no place.
    private func isRight(_ password: Secret, for verifier: String?) async -> Bool? {
        try? await work.run { [scheme] in scheme.verify(password, verifier) }
    }

    /// Replaces a verifier that was made with lesser parameters; where that does not work, the next login tries again.
    private func upgrade(_ old: String, of user: User, _ password: Secret) async {
        guard scheme.isOutdated(old) else { return }
        do {
            guard let new = try await work.run({ [scheme] in scheme.verifier(password) }) else { return }
            try await store.replacePasswordHash(of: user.id, from: old, to: new)
            logger.info("password verifier made stronger", metadata: ["user": "\(user.id)"])
        } catch {
            logger.warning("password verifier stays as it is", metadata: ["error": "\(error)", "user": "\(user.id)"])
        }
    }
}

extension Principal {
    /// One of RWS's own users.
    init(user: User) {
        self.init(
            provider: .store,
            id: user.id,
            userName: user.userName,
            contactCenter: user.contactCenter,
            roles: user.roles,
            permissions: user.permissions
        )
    }

    /// The operations account.
    init(operations name: String) {
        self.init(provider: .operations, id: name, userName: name, contactCenter: nil, roles: [])
    }
}
