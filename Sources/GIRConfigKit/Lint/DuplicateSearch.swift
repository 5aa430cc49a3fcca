/// Looks for keys that a mapping has twice.
struct DuplicateSearch {
    private let tree: YAMLTree
    /// The keys that lead to the mapping.
    private var path: [Int] = []
    /// The keys of the mappings around the current one and of itself, the outermost first, as long as they are few.
    private var seen: [(fingerprint: UInt64, key: Int)] = []

    /// More keys than that are looked up: to compare the few of a usual mapping takes a fraction of the time.
    private static let few = 32

    init(_ tree: YAMLTree) { self.tree = tree }

    /// Reports those in a value and below it; the composer's limits bound the depth of the recursion.
    mutating func report(below entry: Int, _ report: inout RuleReporter) {
        switch tree.entries[entry].kind {
        case .sequence: for item in tree.children(of: entry) { self.report(below: item, &report) }
        case .mapping: reportKeys(of: entry, &report)
        default: break
        }
    }

    private mutating func reportKeys(of mapping: Int, _ report: inout RuleReporter) {
        let end = Int(tree.entries[mapping].next)
        let first = seen.count
        var many: FingerprintTable?
        // A bit for each fingerprint: most keys are told from all before them by theirs.
        var bits: UInt64 = 0
        var key = mapping + 1
        while key < end {
            let value = Int(tree.entries[key].next)
            defer { key = Int(tree.entries[value].next) }
            guard let fingerprint = tree.withText(of: key, { KeyTable.fingerprint(of: $0) }) else { continue }
            var earlier: Int?
            if many == nil {
                let bit: UInt64 = 1 << (fingerprint & 63)
                if bits & bit != 0 {
                    earlier = seen[first...].last { $0.fingerprint == fingerprint && isSame($0.key, key) }?.key
                }
                bits |= bit
                seen.append((fingerprint, key))
                if seen.count - first > Self.few {
                    many = FingerprintTable(
                        capacity: tree.children(of: mapping).reduce(0) { count, _ in count + 1 } / 2
                    )
                    for other in seen[first...] { _ = many?.update(other.fingerprint, to: other.key) }
                }
            } else if let other = many?.update(fingerprint, to: key), isSame(other, key) {
                earlier = other
            }
            if let earlier { self.report(key, after: earlier, &report) }
            if !tree.entries[value].kind.isScalar {
                path.append(key)
                self.report(below: value, &report)
                path.removeLast()
            }
        }
        seen.removeLast(seen.count - first)
    }

    private func isSame(_ left: Int, _ right: Int) -> Bool { tree.text(of: left) == tree.text(of: right) }

    private func report(_ key: Int, after earlier: Int, _ report: inout RuleReporter) {
        let names = path.map { tree.text(of: $0) ?? "" }
        // Below the key of a secret there is nothing that may be named.
        guard let name = tree.text(of: key), name != "<<", !names.contains(where: { SecretName.isOne($0) }) else {
            return
        }
        let full = (names + [name]).joined(separator: ".")
        report(
            RuleReporter.Place(span: tree.span(of: key), path: full, section: path.last.map { tree.span(of: $0) }),
            "'\(UnknownKey.shown(full))' is set twice",
            secondary: [Label(tree.span(of: earlier), "first set here")],
            help: ["remove one of the two"]
        )
    }
}
