/// An input that was damaged in one way, and the way in words.
public struct Mutation: Sendable, CustomStringConvertible {
    /// The damaged bytes.
    public let bytes: [UInt8]
    /// What was done, for the message of a failed expectation.
    public let description: String
}

/// The damages that every decoder must survive.
public enum Mutations {
    /// Each proper prefix, the empty one included; `step` leaves some out of a long input.
    public static func truncations(of bytes: [UInt8], step: Int = 1) -> some Sequence<Mutation> {
        stride(from: 0, to: bytes.count, by: step).lazy.map { length in
            Mutation(bytes: Array(bytes[..<length]), description: "cut to \(length) of \(bytes.count) bytes")
        }
    }

    /// The input with one byte changed at each place; the mask says which bits turn over.
    public static func byteFlips(of bytes: [UInt8], mask: UInt8 = 0xFF, step: Int = 1) -> some Sequence<Mutation> {
        stride(from: 0, to: bytes.count, by: step).lazy.map { offset in
            var changed = bytes
            changed[offset] ^= mask
            return Mutation(bytes: changed, description: "byte \(offset) of \(bytes.count) is \(changed[offset])")
        }
    }

    /// Inputs with several random changes: bytes set, runs removed, runs repeated; the same ones for the same seed.
    public static func random(of bytes: [UInt8], count: Int, seed: UInt64) -> [Mutation] {
        var generator = SeededRandom(seed: seed)
        return (0..<count).map { number in
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !changed.isEmpty {
                let start = Int.random(in: 0..<changed.count, using: &generator)
                let end = min(changed.count, start + Int.random(in: 1...8, using: &generator))
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: changed[start] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: changed.removeSubrange(start..<end)
                default: changed.insert(contentsOf: changed[start..<end], at: start)
                }
            }
            return Mutation(bytes: changed, description: "random change \(number) of seed \(seed)")
        }
    }
}
