import Testing

@testable import GIRServer

@Suite struct `Server limits` {
    @Test func `leave file descriptors for the server itself`() {
        #expect(ServerLimits(idle: .seconds(30), openFiles: 1024).connections == 1024 - ServerLimits.reservedFiles)
        #expect(ServerLimits(idle: .seconds(30), openFiles: 1 << 20).connections == 10_000)
        #expect(ServerLimits(idle: .seconds(30), openFiles: 64).connections == 16)
    }

    @Test func `take the idle time of the configuration, and are never without one`() {
        #expect(ServerLimits(idle: .milliseconds(1500), openFiles: 1024).idle == .milliseconds(1500))
        #expect(ServerLimits(idle: .zero, openFiles: 1024).idle == .seconds(30))
    }

    @Test func `end every wait`() {
        let limits = ServerLimits()
        for time in [
            limits.head, limits.idle, limits.bodyGrace, limits.bodyTotal, limits.answer, limits.delivery, limits.linger,
            limits.drain, limits.afterDrain,
        ] {
            #expect(time > .zero && time <= .seconds(300))
        }
        #expect(limits.body <= 1 << 20)
        #expect(limits.headerList <= 16 << 10)
    }
}
