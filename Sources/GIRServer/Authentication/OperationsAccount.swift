public import GIRPKI

/// The account of the configuration that operates the server: `opsUserName` and `opsUserPassword`.
public struct OperationsAccount: Sendable {
    /// The name, in exactly these letters.
    public let userName: String
    /// The password.
    public let password: Secret

    /// Makes an account.
    public init(userName: String, password: Secret) {
        self.userName = userName
        self.password = password
    }

    /// Whether it is the one that every example has, or a password that is its own name.
    var isWellKnown: Bool { password == Secret("ops") || password == Secret(userName) }
}
