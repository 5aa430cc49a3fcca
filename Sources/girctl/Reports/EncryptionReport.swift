import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// The result of `encrypt --in-place`.
struct EncryptionReport: Encodable {
    let schema = "girctl.encrypt-in-place/1"
    let file: String
    let key: String
    let written: Bool
    let changed: [Value]
    let alreadyEncrypted: [Value]
    let skipped: [Skip]

    struct Value: Encodable {
        let path: String
        let line: Int
        let column: Int

        init(_ option: EncryptedOption) {
            path = option.path
            line = option.span.start.line
            column = option.span.start.column
        }
    }

    struct Skip: Encodable {
        let path: String
        let line: Int
        let column: Int
        let reason: String
        let plaintext: Bool
    }

    init(_ result: InPlaceEncryption, file: String, key: String, isWritten: Bool) {
        self.file = file
        self.key = key
        written = isWritten && !result.changed.isEmpty
        changed = result.changed.map(Value.init)
        alreadyEncrypted = result.alreadyEncrypted.map(Value.init)
        skipped = result.skipped.map { skip in
            let value = Value(skip.value)
            return Skip(
                path: value.path,
                line: value.line,
                column: value.column,
                reason: skip.reason,
                plaintext: skip.isPlaintext
            )
        }
    }

    /// The result for people; passwords show as dots.
    var lines: [String] {
        let values = changed.map { value in
            "\(file):\(value.line):\(value.column): \(value.path): \(Secret.mask) -> CRYPT:v1.\(key).…"
        }
        return values + [summary]
    }

    /// What was done, in one line.
    var summary: String {
        let count = changed.count == 1 ? "1 password" : "\(changed.count) passwords"
        let done = alreadyEncrypted.isEmpty ? "" : ", \(alreadyEncrypted.count) encrypted before"
        return "\(file): \(count) \(written || changed.isEmpty ? "encrypted" : "to encrypt")\(done)"
    }
}

/// The result of `encrypt --check`.
struct EncryptionCheckReport: Encodable {
    let schema = "girctl.encrypt-check/1"
    let file: String
    let values: [Value]

    struct Value: Encodable {
        let path: String
        let line: Int
        let column: Int
        let decrypts: Bool
        @Nullable var reason: String?

        init(_ finding: EncryptedValueCheck.Finding) {
            path = finding.path
            line = finding.span.start.line
            column = finding.span.start.column
            decrypts = finding.failure == nil
            reason = finding.failure?.reason
        }
    }

    init(_ findings: [EncryptedValueCheck.Finding], file: String) {
        self.file = file
        values = findings.map(Value.init)
    }

    /// The result for people: a line for each value that does not decrypt, and one for all.
    var lines: [String] {
        let failures = values.compactMap { value in
            value.reason.map { "\(file):\(value.line):\(value.column): \(value.path): \($0)" }
        }
        let good = values.count - failures.count
        return failures + ["\(file): \(good) of \(values.count) encrypted values decrypt"]
    }
}
