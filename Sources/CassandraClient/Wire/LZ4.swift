import NIOCore

/// The block format of LZ4: runs of literals, each followed by a copy of what was there before.
///
/// A sequence is: token (4 bits literals, 4 bits length of the copy less 4; 15 means that more bytes follow), literals,
/// distance (2 bytes, little-endian). The last sequence ends after its literals.
enum LZ4 {
    private static let leastMatch = 4
    // The format's own rules: the last five bytes are literals, and no copy begins in the last twelve.
    private static let lastLiterals = 5
    private static let matchLimit = 12
    private static let hashBits = 12

    /// The block that expands to the input; nil where it would not be shorter.
    static func compress(_ input: ByteBuffer) -> ByteBuffer? {
        let source = Array(input.readableBytesView)
        var output: [UInt8] = []
        output.reserveCapacity(source.count)
        var heads = [Int32](repeating: -1, count: 1 << hashBits)
        var anchor = 0
        var index = 0
        while index + matchLimit <= source.count {
            let word = word(source, index)
            let slot = Int((word &* 2_654_435_761) >> UInt32(32 - hashBits))
            let candidate = Int(heads[slot])
            heads[slot] = Int32(index)
            guard candidate >= 0, index - candidate <= 0xffff, self.word(source, candidate) == word else {
                index += 1
                continue
            }
            var length = leastMatch
            while index + length < source.count - lastLiterals, source[candidate + length] == source[index + length] {
                length += 1
            }
            append(source[anchor..<index], length - leastMatch, to: &output)
            output.append(UInt8(truncatingIfNeeded: index - candidate))
            output.append(UInt8(truncatingIfNeeded: (index - candidate) >> 8))
            extend(length - leastMatch, to: &output)
            index += length
            anchor = index
            if output.count >= source.count { return nil }
        }
        append(source[anchor...], 0, to: &output)
        return output.count < source.count ? ByteBuffer(bytes: output) : nil
    }

    /// Expands a block to exactly so many bytes.
    static func decompress(_ block: ByteBuffer, to count: Int) throws(CassandraError) -> ByteBuffer {
        // No block expands to more than 255 times its length, so that a short one cannot ask for much memory.
        guard count >= 0, count / 255 <= block.readableBytes else { throw broken }
        let input = block.readableBytesView
        var output: [UInt8] = []
        output.reserveCapacity(count)
        var index = input.startIndex
        func length(_ nibble: UInt8) throws(CassandraError) -> Int {
            var total = Int(nibble)
            guard nibble == 15 else { return total }
            while true {
                guard index < input.endIndex, total <= count else { throw broken }
                let more = input[index]
                index += 1
                total += Int(more)
                if more != 255 { return total }
            }
        }
        while index < input.endIndex {
            let token = input[index]
            index += 1
            let literals = try length(token >> 4)
            guard literals <= input.endIndex - index, literals <= count - output.count else { throw broken }
            output.append(contentsOf: input[index..<(index + literals)])
            index += literals
            if index == input.endIndex { break }
            guard input.endIndex - index >= 2 else { throw broken }
            let distance = Int(input[index]) | Int(input[index + 1]) << 8
            index += 2
            let copied = try length(token & 15) + leastMatch
            guard distance > 0, distance <= output.count, copied <= count - output.count else { throw broken }
            for _ in 0..<copied { output.append(output[output.count - distance]) }
        }
        guard output.count == count else { throw broken }
        return ByteBuffer(bytes: output)
    }

    private static var broken: CassandraError { .malformed("a compressed part of the answer cannot be expanded") }

    private static func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
        UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
            | UInt32(bytes[index + 3]) << 24
    }

    private static func append(_ literals: ArraySlice<UInt8>, _ copied: Int, to output: inout [UInt8]) {
        output.append(UInt8(min(literals.count, 15) << 4 | min(copied, 15)))
        extend(literals.count, to: &output)
        output.append(contentsOf: literals)
    }

    private static func extend(_ count: Int, to output: inout [UInt8]) {
        guard count >= 15 else { return }
        var rest = count - 15
        while rest >= 255 {
            output.append(255)
            rest -= 255
        }
        output.append(UInt8(rest))
    }
}
