import GIRTestSupport
import Testing

@testable import GIRServer

@Suite struct `A table of recent entries` {
    @Test func `drops the entry that was used least recently`() {
        var table = RecentTable<String, Int>(capacity: 2)
        table.set(1, for: "a")
        table.set(2, for: "b")
        #expect(table.value(for: "a") == 1)
        table.set(3, for: "c")
        #expect(table.value(for: "b") == nil)
        #expect(table.value(for: "a") == 1)
        #expect(table.value(for: "c") == 3)
        #expect(table.count == 2)
    }

    @Test func `has the same entries as a list that is kept in order`() {
        var random = SeededRandom(seed: 7)
        var table = RecentTable<Int, Int>(capacity: 8)
        var model: [(key: Int, value: Int)] = []
        for step in 0..<20_000 {
            let key = Int.random(in: 0..<20, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                table.removeValue(for: key)
                model.removeAll { $0.key == key }
            case 1:
                table.removeAll { $0.isMultiple(of: 7) }
                model.removeAll { $0.value.isMultiple(of: 7) }
            case 2...5:
                table.set(step, for: key)
                model.removeAll { $0.key == key }
                if model.count == 8 { model.removeFirst() }
                model.append((key, step))
            default:
                let found = model.first { $0.key == key }
                #expect(table.value(for: key) == found?.value)
                if let found {
                    model.removeAll { $0.key == key }
                    model.append(found)
                }
            }
            #expect(table.count == model.count)
        }
    }
}
