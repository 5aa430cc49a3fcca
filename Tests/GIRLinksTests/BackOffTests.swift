import Testing

@testable import GIRLinks

@Suite struct `The rest between attempts` {
    @Test func `doubles up to its ceiling`() {
        let backOff = BackOff(first: .seconds(1), ceiling: .seconds(60), jitter: 0)
        let rests = (1...9).map { backOff.rest(after: $0, chance: 0.5) }
        #expect(rests == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
        #expect(backOff.rest(after: .max, chance: 1) == .seconds(60))
        #expect(backOff.rest(after: 0, chance: 1) == .seconds(1))
    }

    @Test func `varies by its share, so that nodes do not come back together`() {
        let backOff = BackOff(first: .seconds(10), ceiling: .seconds(10), jitter: 0.5)
        #expect(backOff.rest(after: 1, chance: 0) == .seconds(5))
        #expect(backOff.rest(after: 1, chance: 1) == .seconds(15))
    }

    @Test func `is never nothing`() {
        let backOff = BackOff(first: .zero, ceiling: .seconds(-1), jitter: 9)
        #expect(backOff.rest(after: 1, chance: 0.9) > .zero)
    }
}
