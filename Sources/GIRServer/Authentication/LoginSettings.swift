public import GIRConfigKit

/// Who may log in, how passwords are checked, and how sessions go on.
public struct LoginSettings: Sendable {
    /// The name of the session cookie.
    public var cookieName = "JSESSIONID"
    /// Whether scripts cannot read the cookie.
    public var isCookieHTTPOnly = true
    /// Whether the cookie is sent over TLS only; nil is: where it was given over TLS.
    public var isCookieSecure: Bool?
    /// When the cookie is sent with requests from other sites.
    public var sameSite = CookieSettings.SameSite.lax
    /// How long a session lives without a request.
    public var idle: Duration = .seconds(1800)
    /// How long a session lives at all.
    public var age: Duration = .seconds(28_800)
    /// The account that operates the server.
    public var operations: OperationsAccount?
    /// The program that checks the passwords of Configuration Server's users.
    public var helper: HelperCommand?
    /// Whether passwords are taken without TLS from other machines.
    public var allowsPlaintext = false
    /// What requests of scripts are challenged with; another word than `Basic` keeps browsers from asking for a password.
    public var scriptChallenge = "Basic"

    /// Makes the settings of a configuration that says nothing.
    public init() {}

    /// The cookie of sessions.
    var cookie: SessionCookie {
        SessionCookie(name: cookieName, isHTTPOnly: isCookieHTTPOnly, isSecure: isCookieSecure, sameSite: sameSite)
    }
}
