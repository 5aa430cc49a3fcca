import Testing

@testable import GIRConfigKit

@Suite struct `rule registry` {
    @Test func `has each id and name once, in the order of the ids`() {
        let ids = RuleRegistry.all.map(\.id)
        #expect(ids == Set(ids).sorted())
        #expect(Set(RuleRegistry.all.map(\.name)).count == ids.count)
        #expect(ids.allSatisfy { $0.count == 6 && $0.hasPrefix("GIR") && Int($0.dropFirst(3)) != nil })
    }

    @Test func `has names that state the defect in kebab case`() {
        for rule in RuleRegistry.all {
            #expect(rule.name.allSatisfy { $0 == "-" || ("a"..."z").contains($0) }, "\(rule.name)")
        }
    }

    @Test func `says of each rule what and why`() {
        for rule in RuleRegistry.all {
            #expect(rule.summary.hasSuffix(".") && !rule.summary.dropLast().contains(". "), "\(rule.id)")
            #expect(!rule.rationale.isEmpty, "\(rule.id)")
        }
    }

    @Test func `finds a rule by id and by name`() {
        #expect(RuleRegistry.rule("gir101")?.name == "plaintext-password")
        #expect(RuleRegistry.rule("plaintext-password")?.id == "GIR101")
        #expect(RuleRegistry.rule("GIR999") == nil)
    }
}
