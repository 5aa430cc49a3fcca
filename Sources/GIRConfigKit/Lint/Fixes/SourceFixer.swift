/// Mends what is wrong with a source, as far as its findings say how.
public struct SourceFixer: Sendable {
    /// What came of it.
    public struct Result: Sendable {
        /// The source as it was.
        public let original: SourceText
        /// The source with the fixes made; the same bytes where there were none.
        public let fixed: SourceText
        /// The findings that were mended, in the order in which it was done.
        public let mended: [Diagnostic]

        /// Whether a byte is different.
        public var isChanged: Bool { original.bytes != fixed.bytes }
    }

    private let linter: Linter
    private let applicability: Fix.Applicability

    /// Makes a fixer; with `.unsafe` it makes the safe fixes too.
    public init(linter: Linter, applicability: Fix.Applicability) {
        self.linter = linter
        self.applicability = applicability
    }

    // What overlaps waits for the next turn; nothing needs more turns than a few.
    private static let maximumTurns = 8
    private static let maximumProofs = 64

    /// Makes every fix that holds: the source is read again, and a fix that changes more than it says is left out.
    public func fix(_ source: SourceText) -> Result {
        var current = source
        var mended: [Diagnostic] = []
        var proofs = Self.maximumProofs
        for _ in 0..<Self.maximumTurns {
            let before = linter.lint([current])
            let candidates = Self.apart(before.active.filter(isWanted))
            guard !candidates.isEmpty else { break }
            let held = holding(candidates, in: current, before, &proofs)
            guard let next = attempt(held, in: current, before, &proofs), !held.isEmpty else { break }
            current = next
            mended += held
        }
        return Result(original: source, fixed: current, mended: mended)
    }

    private func isWanted(_ finding: Diagnostic) -> Bool {
        guard let fix = finding.fix else { return false }
        return applicability == .unsafe || fix.applicability == .safe
    }

    /// The findings whose fixes hold, each with its neighbours: the half in which one fails is looked at more closely.
    private func holding(
        _ findings: [Diagnostic],
        in source: SourceText,
        _ before: LintReport,
        _ proofs: inout Int
    ) -> [Diagnostic] {
        if attempt(findings, in: source, before, &proofs) != nil { return findings }
        guard findings.count > 1, proofs > 0 else { return [] }
        let middle = findings.count / 2
        return holding(Array(findings[..<middle]), in: source, before, &proofs)
            + holding(Array(findings[middle...]), in: source, before, &proofs)
    }

    /// The source with the fixes made, or nil where they do not hold.
    private func attempt(
        _ findings: [Diagnostic],
        in source: SourceText,
        _ before: LintReport,
        _ proofs: inout Int
    ) -> SourceText? {
        guard proofs > 0 else { return nil }
        proofs -= 1
        let edits = findings.flatMap { $0.fix?.edits ?? [] }.map {
            SourceEdit(range: $0.span.byteRange, replacement: source.encoding.encode($0.replacement))
        }
        guard let bytes = try? SourceEdit.apply(edits, to: source.bytes) else { return nil }
        let fixed = SourceText(path: source.path, bytes: bytes)
        guard FixProof(old: source, new: fixed, edits: edits).holds else { return nil }
        // Each finding must be gone, not just look different.
        let after = Self.counts(linter.lint([fixed]))
        let old = Self.counts(before)
        let isMended = Self.counts(findings).allSatisfy { key, count in
            after[key, default: 0] <= old[key, default: 0] - count
        }
        return isMended ? fixed : nil
    }

    /// The findings whose fixes touch no byte that an earlier one touches.
    private static func apart(_ findings: [Diagnostic]) -> [Diagnostic] {
        var taken: [(range: ClosedRange<Int>, finding: Int)] = []
        for (number, finding) in findings.enumerated() {
            for edit in finding.fix?.edits ?? [] {
                taken.append((edit.span.byteRange.lowerBound...edit.span.byteRange.upperBound, number))
            }
        }
        taken.sort { ($0.range.lowerBound, $0.finding) < ($1.range.lowerBound, $1.finding) }
        var refused: Set<Int> = []
        var last: (end: Int, finding: Int)?
        for (range, finding) in taken where !refused.contains(finding) {
            if let last, range.lowerBound <= last.end, finding != last.finding {
                refused.insert(max(finding, last.finding))
                if finding > last.finding { continue }
            }
            last = (max(last?.end ?? 0, range.upperBound), finding)
        }
        return findings.indices.filter { !refused.contains($0) }.map { findings[$0] }
    }

    private static func counts(_ report: LintReport) -> [Key: Int] { counts(report.active) }

    private static func counts(_ findings: some Sequence<Diagnostic>) -> [Key: Int] {
        findings.reduce(into: [:]) { $0[Key(rule: $1.id, path: $1.path), default: 0] += 1 }
    }

    private struct Key: Hashable {
        let rule: String
        let path: String
    }
}
