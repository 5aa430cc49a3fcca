import NIOCore
import NIOEmbedded
import Testing

@testable import GIRServer

@Suite struct `admission of connections` {
    private let metrics = Metrics()

    private func admission(_ limit: Int) -> Admission {
        var limits = ServerLimits()
        limits.connectionsPerAddress = limit
        return Admission(limits, metrics: metrics)
    }

    private func channel(from address: String) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: address, port: 40_000)).wait()
        return channel
    }

    @Test func `refuses an address that has too many, until one of them goes`() throws {
        let admission = admission(2)
        let open = try (0..<2).map { _ in try channel(from: "192.0.2.1") }
        for channel in open { try admission.admit(channel).wait() }
        let third = try channel(from: "192.0.2.1")
        #expect(throws: Admission.Refused.self) { try admission.admit(third).wait() }
        try admission.admit(channel(from: "192.0.2.2")).wait()
        #expect(metrics.value(.connections) == 3)
        #expect(metrics.value(.connectionsRefused) == 1)
        _ = try open[0].finish()
        try admission.admit(third).wait()
        #expect(metrics.value(.connections) == 3)
    }

    @Test(arguments: ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    func `does not limit this machine, where a proxy may stand`(_ address: String) throws {
        let admission = admission(1)
        for _ in 0..<5 { try admission.admit(channel(from: address)).wait() }
        #expect(metrics.value(.connections) == 5)
    }

    @Test func `does not limit anybody where the limit is zero`() throws {
        let admission = admission(0)
        for _ in 0..<5 { try admission.admit(channel(from: "192.0.2.1")).wait() }
        #expect(metrics.value(.connectionsRefused) == 0)
    }
}
