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

    /// What tells the account from one with another name or password, the same on every node; it takes a tenth of a second.
    func verifier() throws(PKIError) -> String {
        let salt = Array("girctl operations account v1 \(userName)".utf8)
        let key = try Scrypt.key(from: password, salt: salt, cost: 15, count: 32)
        return "v1.\(Base64URL.encode(key.revealBytes()))"
    }

    /// Whether it is the one that every example has, or a password that is its own name.
    var isWellKnown: Bool { password == Secret("ops") || password == Secret(userName) }
}
