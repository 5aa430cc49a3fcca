import GIRPKI

/// Whether the private keys of two entries are one key, as far as they can be opened.
struct KeyComparison {
    private(set) var areDifferent = false
    /// Which key does not open, in words, where that leaves it unknown.
    private(set) var closed: [String] = []

    typealias Side = (entry: KeyStoreEntry, source: KeyStoreDifference.Source)

    init(_ left: Side, _ right: Side) {
        guard left.entry.kind == .privateKey, right.entry.kind == .privateKey else { return }
        // A certificate says which key it is for: only those of one certificate have to be opened.
        let certified = [left, right].map { try? $0.entry.certificates.first?.publicKey }
        guard certified[0] == certified[1] else {
            areDifferent = true
            return
        }
        let keys = [left, right].map { side in
            try? side.entry.opened(by: side.source.keyPassword).publicKey
        }
        closed = zip([left, right], keys).filter { $1 == nil }.map { side, _ in
            "the private key in '\(side.source.file)' does not open: it has a password of its own, or is damaged"
        }
        areDifferent = closed.isEmpty && keys[0] != keys[1]
    }
}
