/// A program to run, with all that it will see: arguments, environment, folder and standard input.
///
/// The environment is not inherited: a child sees ``baseEnvironment`` and what the test adds, so that a developer's
/// `NO_COLOR` or `JAVA_TOOL_OPTIONS` cannot change a result.
public struct Command: Sendable {
    /// A path when it holds a slash, else a name looked up in PATH.
    public var executable: String
    /// What follows the program's name.
    public var arguments: [String]
    /// Added to ``baseEnvironment``; nil takes a variable away.
    public var environment: [String: String?] = [:]
    /// The folder to start in; nil is the test's own.
    public var workingDirectory: String?
    /// What the child reads from standard input before it meets the end of the file.
    public var input: [UInt8] = []
    /// The wall time after which the child and its process group are killed.
    public var timeLimit: Duration = .seconds(300)
    /// The most bytes taken from each of the two outputs; more is an error.
    public var outputLimit = 16 << 20

    /// Names the program and its arguments; the rest has defaults.
    public init(_ executable: String, _ arguments: [String] = []) {
        self.executable = executable
        self.arguments = arguments
    }

    /// The command as a person would type it, for messages and snapshots.
    public var line: String {
        let name = executable.split(separator: "/").last.map(String.init) ?? executable
        return ([name] + arguments.map(Self.quoted)).joined(separator: " ")
    }

    /// What every child sees: one time zone, one locale, and the few variables that programs need to be found and run.
    public static let baseEnvironment: [String: String] = {
        var values = ["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb"]
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "JAVA_HOME", "LLVM_PROFILE_FILE", "SWIFT_BACKTRACE"] {
            values[name] = EnvironmentVariable.value(name)
        }
        // No test is to find what the machine's own server remembers.
        values["GIRCTL_DATA"] = "\(TemporaryDirectory.root)/data"
        return values
    }()

    private static func quoted(_ argument: String) -> String {
        let isPlain = argument.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || "-_./:=,@%+".unicodeScalars.contains(scalar)
        }
        if isPlain && !argument.isEmpty { return argument }
        return "'" + argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
