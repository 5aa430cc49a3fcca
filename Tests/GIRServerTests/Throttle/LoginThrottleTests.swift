import Testing

@testable import GIRServer

@Suite struct `Throttle of logins` {
    private let clock = MovableClock()
    private let here = ClientNetwork("192.0.2.1")
    private let elsewhere = ClientNetwork("198.51.100.7")

    private func throttle(_ limits: LoginThrottle.Limits = .init()) -> LoginThrottle {
        LoginThrottle(limits: limits, now: clock.instant)
    }

    private func fail(_ throttle: LoginThrottle, _ name: [UInt8], _ times: Int, from network: ClientNetwork) throws {
        for _ in 0..<times { throttle.failed(try throttle.admit(name, from: network)) }
    }

    @Test func `lets five failures of an account pass, then makes it wait a second that doubles`() throws {
        let throttle = throttle()
        try fail(throttle, [1], 5, from: here)
        var waits: [Int] = []
        for _ in 0..<12 {
            let refusal = #expect(throws: LoginThrottle.Refusal.self) { try throttle.check([1], from: here) }
            #expect(refusal?.reason == .account)
            #expect(throws: LoginThrottle.Refusal.self) { _ = try throttle.admit([1], from: elsewhere) }
            waits.append(refusal?.seconds ?? 0)
            clock.advance(refusal?.wait ?? .zero)
            try throttle.check([1], from: here)
            try fail(throttle, [1], 1, from: here)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        try throttle.check([2], from: here)
    }

    @Test func `forgets failures after a quarter of an hour, and at once after a success`() throws {
        let throttle = throttle()
        try fail(throttle, [1], 4, from: here)
        clock.advance(.seconds(900))
        try fail(throttle, [1], 4, from: here)
        try throttle.check([1], from: here)
        throttle.succeeded(try throttle.admit([1], from: here))
        try fail(throttle, [1], 4, from: here)
        try throttle.check([1], from: here)
    }

    @Test func `admits of guesses that come at once no more than are free`() throws {
        let throttle = throttle()
        let tickets = try (0..<5).map { _ in try throttle.admit([1], from: here) }
        #expect(throws: LoginThrottle.Refusal.self) { _ = try throttle.admit([1], from: here) }
        // What is admitted counts for the crowd only: who has the right password still in memory may pass.
        try throttle.check([1], from: here)
        for ticket in tickets { throttle.failed(ticket) }
        clock.advance(.seconds(1))
        let one = try throttle.admit([1], from: here)
        #expect(throws: LoginThrottle.Refusal.self) { _ = try throttle.admit([1], from: here) }
        throttle.undecided(one)
        _ = try throttle.admit([1], from: here)
    }

    @Test func `does not let others lock out an address that an account has logged in from`() throws {
        let throttle = throttle()
        throttle.succeeded(try throttle.admit([1], from: here))
        try fail(throttle, [1], 5, from: elsewhere)
        #expect(throws: LoginThrottle.Refusal.self) { try throttle.check([1], from: elsewhere) }
        try throttle.check([1], from: here)
        // A login from there does not give the others new guesses either.
        throttle.succeeded(try throttle.admit([1], from: here))
        #expect(throws: LoginThrottle.Refusal.self) { try throttle.check([1], from: elsewhere) }
    }

    @Test func `of a thousand guesses for different accounts admits sixty, then twenty a minute`() throws {
        let throttle = throttle()
        func admitted(_ first: Int) -> Int {
            (first..<first + 1000).count { number in
                guard let ticket = try? throttle.admit(["\(number)"].flatMap(\.utf8), from: here) else { return false }
                throttle.failed(ticket)
                return true
            }
        }
        #expect(admitted(0) == 60)
        let refusal = #expect(throws: LoginThrottle.Refusal.self) { _ = try throttle.admit([1], from: here) }
        #expect(refusal?.reason == .network)
        #expect(refusal?.seconds == 3)
        clock.advance(.seconds(60))
        #expect(admitted(1000) == 20)
        _ = try throttle.admit([2], from: elsewhere)
    }

    @Test func `takes nothing from a network for successes and for what nobody could decide`() throws {
        let throttle = throttle()
        for number in 0..<UInt8(200) {
            throttle.succeeded(try throttle.admit([number], from: here))
            throttle.undecided(try throttle.admit([number], from: here))
        }
    }

    @Test func `sheds when too much fails everywhere`() throws {
        let throttle = throttle()
        for number in 0..<UInt8(200) {
            throttle.failed(try throttle.admit([number], from: ClientNetwork("n\(number)")))
        }
        let refusal = #expect(throws: LoginThrottle.Refusal.self) { _ = try throttle.admit([201], from: here) }
        #expect(refusal?.reason == .everyone)
        clock.advance(.milliseconds(10))
        _ = try throttle.admit([201], from: here)
    }

    @Test func `remembers a bounded number of accounts`() throws {
        var limits = LoginThrottle.Limits()
        limits.entries = 10
        limits.network = .init(tokens: 1000, perSecond: 1000)
        limits.everyone = limits.network
        let throttle = throttle(limits)
        try fail(throttle, [0], 5, from: here)
        for number in UInt8(1)...10 { try fail(throttle, [number], 1, from: here) }
        try throttle.check([0], from: here)
    }

    @Test func `takes the addresses of an IPv6 network for one source`() {
        #expect(ClientNetwork("2001:db8:0:1::1") == ClientNetwork("2001:db8:0:1:ffff::2%eth0"))
        #expect(ClientNetwork("2001:db8:0:1::1") != ClientNetwork("2001:db8:0:2::1"))
        #expect(ClientNetwork("192.0.2.1") != ClientNetwork("192.0.2.2"))
        #expect(ClientNetwork("::ffff:192.0.2.1") == ClientNetwork("192.0.2.1"))
    }
}
