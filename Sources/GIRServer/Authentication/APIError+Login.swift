import HTTPTypes

extension APIError {
    /// What a client without a login, or with a wrong one, is told: always the same.
    static let challenge = APIError(
        .notAuthenticated,
        notAuthenticated.message,
        headers: [.wwwAuthenticate: #"Basic realm="Interaction Recording Web Services", charset="UTF-8""#]
    )

    /// Who would have to be asked for a login cannot be asked now.
    static let loginUnavailable = APIError(
        .unavailable,
        "The server cannot check logins now. Try again later.",
        headers: [.retryAfter: "5"]
    )

    /// What a client is told whose login was refused.
    init(_ refusal: LoginAttempt.Refusal) {
        switch refusal {
        case .busy:
            self = APIError(.unavailable, "The server is busy. Try again later.", headers: [.retryAfter: "1"])
        case .throttled(let wait):
            self = APIError(
                .tooManyRequests,
                "Too many failed logins. Try again later.",
                headers: [.retryAfter: "\(wait.seconds)"]
            )
        case .unavailable: self = .loginUnavailable
        case .wrong: self = .challenge
        }
    }
}
