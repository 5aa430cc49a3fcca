import GIRConfigKit
import GIRPKI

/// The result of `keystore diff`.
struct KeyStoreDifference: Encodable {
    let schema = "girctl.keystore-diff/1"
    let first: String
    let second: String
    let same: Bool
    let entries: [Entry]

    struct Entry: Encodable {
        let alias: String
        let change: Change
        /// What is different, in words; for an entry of one keystore alone, what it is.
        let details: [String]
        @Nullable var first: Side?
        @Nullable var second: Side?
    }

    enum Change: String, Encodable {
        case changed
        /// The same as far as can be told: a key that would have to be compared does not open.
        case notCompared
        case onlyInFirst
        case onlyInSecond
    }

    struct Side: Encodable {
        let kind: String
        let certificates: [CertificateReport]

        init(_ entry: KeyStoreEntry) {
            kind = entry.kind.rawValue
            certificates = entry.certificates.map(CertificateReport.init)
        }
    }

    /// A keystore, its file's name, and the password of those keys that have one of their own.
    typealias Source = (store: KeyStore, file: String, keyPassword: Secret?)

    init(_ first: Source, _ second: Source) {
        (self.first, self.second) = (first.file, second.file)
        let (left, right) = (first.store, second.store)
        let gone = left.entries.compactMap { entry -> Entry? in
            guard let other = right.entry(entry.alias) else {
                return Entry(
                    alias: entry.alias,
                    change: .onlyInFirst,
                    details: [Self.summary(entry)],
                    first: Side(entry),
                    second: nil
                )
            }
            guard !entry.holdsTheSame(as: other) else { return nil }
            let keys = KeyComparison((entry, first), (other, second))
            let details = Self.details(entry, other, keys)
            guard !details.isEmpty || !keys.closed.isEmpty else { return nil }
            return Entry(
                alias: entry.alias,
                change: details.isEmpty ? .notCompared : .changed,
                details: details + keys.closed,
                first: Side(entry),
                second: Side(other)
            )
        }
        let new = right.entries.filter { left.entry($0.alias) == nil }.map { entry in
            Entry(
                alias: entry.alias,
                change: .onlyInSecond,
                details: [Self.summary(entry)],
                first: nil,
                second: Side(entry)
            )
        }
        entries = (gone + new).sorted { $0.alias.utf8.lexicographicallyPrecedes($1.alias.utf8) }
        same = entries.isEmpty
    }

    /// The result for people.
    var lines: [String] {
        guard !same else { return ["'\(first)' and '\(second)' have the same entries"] }
        return ["--- \(first)", "+++ \(second)"]
            + entries.flatMap { entry in
                switch entry.change {
                case .onlyInFirst: ["- \(entry.alias): \(entry.details.joined(separator: ", "))"]
                case .onlyInSecond: ["+ \(entry.alias): \(entry.details.joined(separator: ", "))"]
                case .changed: ["! \(entry.alias):"] + entry.details.map { "    \($0)" }
                case .notCompared: ["? \(entry.alias):"] + entry.details.map { "    \($0)" }
                }
            }
    }

    private static func summary(_ entry: KeyStoreEntry) -> String {
        let subject = entry.certificates.first.map { " of '\($0.subject)'" } ?? ""
        let chain = entry.certificates.count > 1 ? ", chain of \(entry.certificates.count)" : ""
        return "\(entry.kind.rawValue)\(subject)\(chain)"
    }

    private static func details(_ left: KeyStoreEntry, _ right: KeyStoreEntry, _ keys: KeyComparison) -> [String] {
        guard left.kind == right.kind else { return ["\(left.kind.rawValue) is now a \(right.kind.rawValue)"] }
        var details = keys.areDifferent ? ["another private key"] : []
        if left.certificates.first != right.certificates.first {
            details += ["- \(certificate(left.certificates.first))", "+ \(certificate(right.certificates.first))"]
        } else if left.certificates != right.certificates {
            details.append("chain of \(left.certificates.count) is now a chain of \(right.certificates.count)")
            let (old, new) = (Set(left.certificates), Set(right.certificates))
            details += left.certificates.filter { !new.contains($0) }.map { "- \(certificate($0))" }
            details += right.certificates.filter { !old.contains($0) }.map { "+ \(certificate($0))" }
        }
        return details
    }

    private static func certificate(_ certificate: Certificate?) -> String {
        guard let certificate else { return "no certificate" }
        return "'\(certificate.subject)', valid until \(JSONReport.time(certificate.notAfter)), SHA-256 "
            + certificate.sha256.prefix(8).hex + "…"
    }
}
