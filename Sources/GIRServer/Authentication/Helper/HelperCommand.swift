public import GIRStore
import Glibc

/// How the authentication helper is run.
public struct HelperCommand: Sendable, Hashable {
    /// The program, as an absolute path, and its arguments.
    public var words: [String]
    /// How many processes there may be.
    public var processes = 4
    /// How many requests a process takes at once, told apart by numbers; 1 for a helper that knows no numbers.
    public var channels = 1
    /// How long an answer may take.
    public var timeout: Duration = .seconds(5)
    /// How many requests may wait for a process.
    public var queue = 64
    /// How long an accepted password need not be asked for again.
    public var lifetime: Duration = .seconds(60)
    /// The roles of users for whom the helper names none.
    public var roles: Set<Role> = []

    /// Makes a command with the standard numbers.
    public init(_ words: [String]) { self.words = words }

    /// What of the server's environment the helper gets to see.
    static let variables = ["CREDENTIALS_DIRECTORY", "LANG", "LC_ALL", "TZ"]

    /// The environment of the helper.
    var environment: [String] {
        ["PATH=/usr/local/bin:/usr/bin:/bin"]
            + Self.variables.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
    }

    /// Why it cannot be run; nil where the program is there.
    var obstacle: String? {
        guard let program = words.first, program.hasPrefix("/") else { return "is no absolute path" }
        guard access(program, X_OK) == 0 else { return "cannot be run: \(String(cString: strerror(errno)))" }
        return nil
    }
}
