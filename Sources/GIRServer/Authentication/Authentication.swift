/// How it was proved who a request comes from.
enum Authentication: String, Sendable {
    /// By a name and a password in the request.
    case password
    /// By the session that the request goes on with.
    case session
}
