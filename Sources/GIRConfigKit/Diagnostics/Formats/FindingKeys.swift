import GIRPKI

/// Names findings such that a line that moves keeps its name: by rule, file and option, and a number where those are
/// the same.
struct FindingKeys {
    private var seen: [String: Int] = [:]

    /// The name of the next finding, in hexadecimal digits.
    mutating func fingerprint(of finding: Diagnostic) -> String {
        let key = "\(finding.id)\n\(FilePath.relative(finding.file))\n\(finding.path)"
        let number = seen[key, default: 0]
        seen[key] = number + 1
        return Digest.sha256(Array("\(key)\n\(number)".utf8)).hex
    }
}
