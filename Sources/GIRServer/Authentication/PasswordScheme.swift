import GIRPKI

/// How the passwords of RWS's own users are kept and checked; tests count the calls.
struct PasswordScheme: Sendable {
    /// Whether a password belongs to a verifier, never to none; slow on purpose, and equally slow for both answers.
    let verify: @Sendable (Secret, String?) -> Bool
    /// A verifier with the parameters of today, as slow; nil where the password cannot have one.
    let verifier: @Sendable (Secret) -> String?
    /// Whether a verifier was made with lesser parameters.
    let isOutdated: @Sendable (String) -> Bool

    /// ``GIRPKI/PasswordHash``.
    static let standard = PasswordScheme(
        verify: { password, verifier in
            // What is in the store and is no verifier takes as long as one.
            (try? PasswordHash.check(password, verifier.flatMap { PasswordHash($0) })) ?? false
        },
        verifier: { password in (try? PasswordHash(of: password))?.text },
        isOutdated: { verifier in PasswordHash(verifier)?.isOutdated ?? false }
    )
}
