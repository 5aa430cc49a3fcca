import FoundationEssentials
import GIRPKI
import GIRStore
import Synchronization
import Testing

@testable import GIRServer

@Suite struct `Throttle that nodes share` {
    private let clock = MovableClock()
    private let log = LogLines()
    private let marks: Marks
    private let here = ClientNetwork("192.0.2.1")
    private let elsewhere = ClientNetwork("198.51.100.7")

    init() { marks = Marks(clock) }

    private func node(
        _ limits: LoginThrottle.Limits = .init(),
        patience: Duration = .seconds(60),
        key: String = "key"
    ) -> SharedThrottle {
        SharedThrottle(
            LoginThrottle(limits: limits, now: clock.instant),
            marks: marks,
            digest: KeyedDigest(key: Secret(key)),
            clock: Logins.Clock(date: clock.date, instant: clock.instant),
            logger: log.logger(),
            patience: patience
        )
    }

    /// The digest by which a node's own throttle knows the name, which is another on each.
    private func admit(
        _ node: SharedThrottle,
        _ name: String = "anna",
        from network: ClientNetwork
    ) async throws -> SharedThrottle.Ticket {
        // No two things happen at the same moment.
        clock.advance(.milliseconds(1))
        return try await node.admit(Array(name.utf8), named: name, from: network)
    }

    private func fail(_ node: SharedThrottle, _ times: Int = 1, from network: ClientNetwork) async throws {
        for _ in 0..<times { await node.failed(try await admit(node, from: network)) }
    }

    private func wait(_ node: SharedThrottle, from network: ClientNetwork) async -> Int? {
        do {
            node.undecided(try await admit(node, from: network))
            return nil
        } catch {
            return (error as? LoginThrottle.Refusal)?.seconds
        }
    }

    @Test func `counts failures of an account on all nodes together`() async throws {
        let (first, second, third) = (node(), node(), node())
        try await fail(first, 2, from: here)
        try await fail(second, 2, from: elsewhere)
        #expect(await wait(third, from: here) == nil)
        try await fail(third, from: here)
        for node in [first, second, third] { #expect(await wait(node, from: here) == 1) }
        clock.advance(.seconds(1))
        try await fail(second, from: elsewhere)
        #expect(await wait(first, from: here) == 2)
        // A node that was started anew knows it as well.
        #expect(await wait(node(), from: here) == 2)
        clock.advance(.seconds(1800))
        #expect(await wait(first, from: here) == nil)
        #expect(await wait(node(), from: here) == nil)
    }

    @Test func `leaves marks that nobody can find who lacks the key`() async throws {
        let (first, stranger) = (node(), node(key: "another"))
        try await fail(first, 5, from: here)
        #expect(await wait(stranger, from: here) == nil)
        #expect(await wait(node(), from: here) == 1)
        // A mark of a name and a network each, and no name or address that could be tried without the key.
        let subjects = marks.subjects
        #expect(subjects.count == 2 && subjects.allSatisfy { $0.count == 32 })
        let digest = KeyedDigest(key: Secret("key"))
        #expect(subjects == [digest.digest(["account", "anna"]), digest.digest(["network", "c0000201"])])
        // A key that is longer than a block counts as its digest (RFC 2104).
        #expect(
            KeyedDigest(key: Secret([UInt8](repeating: 0xaa, count: 131))).digest(["x"])
                == KeyedDigest(key: Secret(Digest.sha256([UInt8](repeating: 0xaa, count: 131)))).digest(["x"])
        )
    }

    @Test func `forgets them on all nodes with a login on one`() async throws {
        let (first, second) = (node(), node())
        try await fail(first, 2, from: here)
        try await fail(second, 2, from: here)
        await first.succeeded(try await admit(first, from: here))
        for _ in 0..<2 {
            try await fail(second, 2, from: elsewhere)
            try await fail(first, 2, from: elsewhere)
            #expect(await wait(second, from: elsewhere) == nil)
            await second.succeeded(try await admit(second, from: elsewhere))
        }
    }

    @Test func `lets in from an address that an account has logged in from on another node`() async throws {
        let (first, second) = (node(), node())
        await first.succeeded(try await admit(first, from: here))
        try await fail(first, 5, from: elsewhere)
        #expect(await wait(second, from: elsewhere) == 1)
        #expect(await wait(second, from: here) == nil)
        try await fail(second, 5, from: here)
        #expect(await wait(first, from: here) == 1)
    }

    @Test func `counts failures of a network on all nodes together`() async throws {
        var limits = LoginThrottle.Limits()
        limits.network = TokenBucket.Size(tokens: 4, perSecond: 0.5)
        let (first, second) = (node(limits), node(limits))
        for number in 0..<4 {
            let node = number.isMultiple(of: 2) ? first : second
            await node.failed(try await admit(node, "name \(number)", from: here))
        }
        for node in [first, second] {
            let refusal = await #expect(throws: LoginThrottle.Refusal.self) {
                _ = try await admit(node, "another", from: here)
            }
            #expect(refusal?.reason == .network && refusal?.seconds == 2)
            _ = try await admit(node, "another", from: elsewhere)
        }
        clock.advance(.seconds(2))
        _ = try await admit(first, "another", from: here)
    }

    @Test func `counts alone while the store fails, and says so once`() async throws {
        let (first, second) = (node(), node())
        marks.failure.withLock { $0 = StoreError(.unavailable, "the cluster is gone") }
        try await fail(first, 4, from: here)
        #expect(log.all.filter { $0.contains("counted by this node alone") }.count == 1)
        try await fail(first, from: here)
        #expect(await wait(first, from: here) == 1)
        #expect(await wait(second, from: here) == nil)
        marks.failure.withLock { $0 = nil }
        clock.advance(.seconds(6))
        // What nobody else knows of is not forgotten.
        try await fail(first, from: here)
        #expect(await wait(first, from: here) == 2)
    }

    @Test(arguments: [false, true])
    func `tells the store later what it could not hear of`(isKnown: Bool) async throws {
        let (first, second) = (node(), node())
        if isKnown { await first.succeeded(try await admit(first, from: here)) }
        try await fail(first, 4, from: here)
        marks.failure.withLock { $0 = StoreError(.unavailable, "the cluster is gone") }
        await second.succeeded(try await admit(second, from: here))
        marks.failure.withLock { $0 = nil }
        clock.advance(.seconds(6))
        // What failed after the login counts, what failed before it does not come back.
        try await fail(second, 2, from: isKnown ? here : elsewhere)
        try await fail(first, 2, from: isKnown ? here : elsewhere)
        #expect(await wait(second, from: isKnown ? here : elsewhere) == nil)
        try await fail(second, 1, from: isKnown ? here : elsewhere)
        for node in [first, second, node()] {
            #expect(await wait(node, from: isKnown ? here : elsewhere) == 1)
            // The address is known to all, and has a count of its own.
            if !isKnown { #expect(await wait(node, from: here) == nil) }
        }
    }

    @Test func `owes the store one word for an account, however often it logs in`() async throws {
        let node = node()
        marks.failure.withLock { $0 = StoreError(.unavailable, "the cluster is gone") }
        for _ in 0..<50 { await node.succeeded(try await admit(node, from: here)) }
        marks.failure.withLock { $0 = nil }
        clock.advance(.seconds(6))
        marks.calls.withLock { $0 = 0 }
        _ = try await admit(node, from: here)
        #expect((1...10).contains(marks.calls.withLock(\.self)))
        // The address is known to the others by it.
        try await fail(self.node(), 5, from: elsewhere)
        #expect(await wait(self.node(), from: here) == nil)
    }

    @Test func `does not wait for a store that stands still`() async throws {
        let first = node(patience: .milliseconds(1))
        marks.isStill.withLock { $0 = true }
        try await fail(first, 5, from: here)
        #expect(await wait(first, from: here) == 1)
        #expect(log.all.contains { $0.contains("it takes longer than") })
    }
}

/// Marks as a cluster has them.
private final class Marks: LoginMarkStore {
    let failure = Mutex<StoreError?>(nil)
    let isStill = Mutex(false)
    let calls = Mutex(0)
    private let clock: MovableClock
    private let all = Mutex<[[UInt8]: [(moment: Date, end: Date)]]>([:])

    init(_ clock: MovableClock) { self.clock = clock }

    var subjects: Set<[UInt8]> { all.withLock { Set($0.keys) } }

    private func begin() async throws {
        calls.withLock { $0 += 1 }
        if isStill.withLock({ $0 }) { try await Task.sleep(for: .seconds(3600)) }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    func loginMarks(of subject: [UInt8], since: Date, limit: Int) async throws -> [Date] {
        try await begin()
        let now = clock.date()
        let found = all.withLock { $0[subject, default: []].filter { $0.end > now && $0.moment >= since } }
        return Array(found.map(\.moment).sorted(by: >).prefix(limit))
    }

    func addLoginMark(of subject: [UInt8], at moment: Date, life: Duration) async throws {
        try await begin()
        let end = clock.date().addingTimeInterval(life / .seconds(1))
        all.withLock { $0[subject, default: []].append((moment, end)) }
    }

    func removeLoginMarks(of subject: [UInt8], until moment: Date) async throws {
        try await begin()
        all.withLock { $0[subject]?.removeAll { $0.moment <= moment } }
    }
}
