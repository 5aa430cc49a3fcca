/// A regular expression as far as lists of cipher suites use it, matched against a whole name as Java's `matches` does.
///
/// Understood are literals, `.`, `[…]` with ranges and `^`, `\d` `\w` `\s` and their opposites, escaped signs, groups,
/// `|`, `*`, `+`, `?`, `{m,n}`, and `^` and `$` at the ends. What Java has beyond that (look-around, back-references,
/// flags, possessive quantifiers) is refused. Matching keeps the set of all positions that can be reached, so no pattern
/// takes longer than its length times the square of the name's.
public struct NamePattern: Sendable {
    /// Why a text is no pattern.
    public struct Failure: Error, Hashable, Sendable {
        /// What is wrong, in words that follow "the pattern".
        public let reason: String
    }

    /// The longest name that is matched; those of cipher suites have fewer than 50 characters.
    static let nameLimit = 62
    private static let lengthLimit = 512
    private static let depthLimit = 16
    private static let repeatLimit = 64

    private indirect enum Node: Sendable {
        case one(Set<UInt8>)
        case sequence([Node])
        case choice([Node])
        case times(Node, Int, Int?)
        case start
        case end
    }

    private let root: Node

    /// Reads a pattern.
    public init(_ text: String) throws(Failure) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.lengthLimit else { throw Failure(reason: "is longer than \(Self.lengthLimit) bytes") }
        var parser = Parser(rest: bytes[...])
        root = try parser.choice(depth: 0)
        guard parser.rest.isEmpty else { throw Failure(reason: "has a ')' without a '('") }
    }

    /// Whether the pattern describes the whole name.
    public func matches(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count <= Self.nameLimit else { return false }
        return Self.ends(of: root, from: 1, in: bytes) & (1 << UInt64(bytes.count)) != 0
    }

    /// Where the node can end when it begins at one of the positions; a set of positions is a set of bits.
    private static func ends(of node: Node, from starts: UInt64, in name: [UInt8]) -> UInt64 {
        switch node {
        case .one(let allowed):
            var result: UInt64 = 0
            for (index, byte) in name.enumerated() where starts & (1 << UInt64(index)) != 0 && allowed.contains(byte) {
                result |= 1 << UInt64(index + 1)
            }
            return result
        case .sequence(let nodes): return nodes.reduce(starts) { ends(of: $1, from: $0, in: name) }
        case .choice(let nodes): return nodes.reduce(0) { $0 | ends(of: $1, from: starts, in: name) }
        case .times(let node, let least, let most):
            var reached = starts
            for _ in 0..<least { reached = ends(of: node, from: reached, in: name) }
            var all = reached
            // After as many rounds as there are positions nothing new is reached.
            for _ in 0..<min((most ?? .max) - least, name.count + 1) {
                reached = ends(of: node, from: reached, in: name)
                if reached | all == all { break }
                all |= reached
            }
            return all
        case .start: return starts & 1
        case .end: return starts & (1 << UInt64(name.count))
        }
    }

    /// Reads by recursive descent, as deep as groups are nested.
    private struct Parser {
        var rest: ArraySlice<UInt8>

        mutating func choice(depth: Int) throws(Failure) -> Node {
            guard depth <= NamePattern.depthLimit else { throw Failure(reason: "nests its groups too deep") }
            var branches = [try sequence(depth: depth)]
            while rest.first == UInt8(ascii: "|") {
                rest.removeFirst()
                branches.append(try sequence(depth: depth))
            }
            return branches.count == 1 ? branches[0] : .choice(branches)
        }

        private mutating func sequence(depth: Int) throws(Failure) -> Node {
            var nodes: [Node] = []
            while let byte = rest.first, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
                rest.removeFirst()
                nodes.append(try quantified(atom(byte, depth: depth)))
            }
            return .sequence(nodes)
        }

        private mutating func atom(_ byte: UInt8, depth: Int) throws(Failure) -> Node {
            switch byte {
            case UInt8(ascii: "."): return .one(Set(0...255))
            case UInt8(ascii: "^"): return .start
            case UInt8(ascii: "$"): return .end
            case UInt8(ascii: "["): return .one(try characterClass())
            case UInt8(ascii: "\\"): return .one(try escape())
            case UInt8(ascii: "("):
                if rest.first == UInt8(ascii: "?") {
                    guard rest.starts(with: "?:".utf8) else {
                        throw Failure(reason: "has a '(?', which is understood as '(?:' only")
                    }
                    rest.removeFirst(2)
                }
                let node = try choice(depth: depth + 1)
                guard rest.popFirst() == UInt8(ascii: ")") else { throw Failure(reason: "has a '(' without a ')'") }
                return node
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
                throw Failure(reason: "repeats nothing at a '\(Character(Unicode.Scalar(byte)))'")
            default: return .one([byte])
            }
        }

        private mutating func quantified(_ node: Node) throws(Failure) -> Node {
            let (least, most): (Int, Int?)
            switch rest.first {
            case UInt8(ascii: "*"): (least, most) = (0, nil)
            case UInt8(ascii: "+"): (least, most) = (1, nil)
            case UInt8(ascii: "?"): (least, most) = (0, 1)
            case UInt8(ascii: "{"): (least, most) = try bounds()
            default: return node
            }
            rest.removeFirst()
            switch rest.first {
            // Reluctant or greedy makes no difference to whether a whole name matches.
            case UInt8(ascii: "?"): rest.removeFirst()
            case UInt8(ascii: "+"): throw Failure(reason: "has a possessive quantifier")
            case UInt8(ascii: "*"), UInt8(ascii: "{"): throw Failure(reason: "repeats a repetition")
            default: break
            }
            return .times(node, least, most)
        }

        /// Reads `{m`, `{m,` or `{m,n` and leaves the closing brace.
        private mutating func bounds() throws(Failure) -> (Int, Int?) {
            rest.removeFirst()
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                throw Failure(reason: "has a '{' without a '}'")
            }
            let parts = rest[..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            rest = rest[end...]
            let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) }
            let isOpen = parts.count == 2 && parts[1].isEmpty
            guard parts.count <= 2, let least = numbers[0], isOpen || numbers.last.flatMap(\.self) != nil else {
                throw Failure(reason: "has no numbers between '{' and '}'")
            }
            let most = isOpen ? nil : numbers[parts.count - 1]
            guard (0...NamePattern.repeatLimit).contains(least),
                most.map({ (least...NamePattern.repeatLimit).contains($0) }) ?? true
            else { throw Failure(reason: "repeats more than \(NamePattern.repeatLimit) times, or less than it says") }
            return (least, most)
        }

        private mutating func escape() throws(Failure) -> Set<UInt8> {
            guard let byte = rest.popFirst() else { throw Failure(reason: "ends in a '\\'") }
            let digits = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
            let letters = Set(UInt8(ascii: "a")...UInt8(ascii: "z")).union(UInt8(ascii: "A")...UInt8(ascii: "Z"))
            let words = digits.union(letters).union([UInt8(ascii: "_")])
            let blanks: Set<UInt8> = [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]
            switch byte {
            case UInt8(ascii: "d"): return digits
            case UInt8(ascii: "D"): return Set(0...255).subtracting(digits)
            case UInt8(ascii: "w"): return words
            case UInt8(ascii: "W"): return Set(0...255).subtracting(words)
            case UInt8(ascii: "s"): return blanks
            case UInt8(ascii: "S"): return Set(0...255).subtracting(blanks)
            default:
                guard !words.contains(byte) || byte == UInt8(ascii: "_") else {
                    throw Failure(reason: "has a '\\\(Character(Unicode.Scalar(byte)))', which is not understood")
                }
                return [byte]
            }
        }

        private mutating func characterClass() throws(Failure) -> Set<UInt8> {
            var isNegated = false
            if rest.first == UInt8(ascii: "^") {
                isNegated = true
                rest.removeFirst()
            }
            var members: Set<UInt8> = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "]") {
                    guard !members.isEmpty else { throw Failure(reason: "has an empty '[]'") }
                    return isNegated ? Set(0...255).subtracting(members) : members
                }
                guard byte != UInt8(ascii: "["), byte != UInt8(ascii: "&") else {
                    throw Failure(reason: "has classes inside a class")
                }
                guard byte != UInt8(ascii: "\\") else {
                    members.formUnion(try escape())
                    continue
                }
                guard rest.first == UInt8(ascii: "-"), let last = rest.dropFirst().first, last != UInt8(ascii: "]")
                else {
                    members.insert(byte)
                    continue
                }
                guard byte <= last, last != UInt8(ascii: "\\"), last != UInt8(ascii: "[") else {
                    throw Failure(reason: "has a range from a larger to a smaller sign")
                }
                rest.removeFirst(2)
                members.formUnion(byte...last)
            }
            throw Failure(reason: "has a '[' without a ']'")
        }
    }
}
