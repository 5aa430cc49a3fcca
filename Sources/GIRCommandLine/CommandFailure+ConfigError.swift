public import GIRConfigKit

extension CommandFailure {
    /// An error of GIRConfigKit about an option or an argument.
    public init(_ error: ConfigError) {
        self.init(ExitStatus(error.code), error.reason, hint: error.hint)
    }

    /// An error of GIRConfigKit about a file, with the position and the option where it has them.
    public init(_ error: ConfigError, in file: String) {
        let start = error.place?.span.start
        let position = start.map { "\(file):\($0.line):\($0.column)" } ?? file
        let option = error.place.flatMap { $0.path.isEmpty ? nil : "'\($0.path)': " } ?? ""
        self.init(ExitStatus(error.code), "'\(position)': \(option)\(error.reason)", hint: error.hint)
    }
}

extension ExitStatus {
    /// The status for a kind of failure in GIRConfigKit.
    public init(_ code: ConfigError.Code) {
        self =
            switch code {
            case .baselineMalformed, .damagedValue, .foreignValue, .keyFileMalformed, .limitExceeded, .notEncrypted,
                .notReplaceable, .obfuscationMalformed, .syntax, .unknownKey, .unsupportedVersion:
                .data
            case .keyMissing: .inputMissing
            case .invalidMember, .keyActive, .keyNotFound, .optionNotFound, .optionRequired, .passphraseRequired,
                .ruleNotFound:
                .usage
            case .cryptography: .software
            }
    }
}
