import NIOCore
import NIOEmbedded
import Testing

@testable import GIRServer

@Suite struct `admission of connections` {
    private let metrics = Metrics()

    private func admission(_ limit: Int, proxies: [String] = []) throws -> Admission {
        var limits = ServerLimits()
        limits.connectionsPerAddress = limit
        return Admission(limits, proxies: try TrustedProxies(proxies), metrics: metrics)
    }

    private func channel(from address: String) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: address, port: 40_000)).wait()
        return channel
    }

    @Test func `refuses an address that has too many, until one of them goes`() throws {
        let admission = try admission(2)
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
        let admission = try admission(1)
        for _ in 0..<5 { try admission.admit(channel(from: address)).wait() }
        #expect(metrics.value(.connections) == 5)
    }

    @Test func `does not limit anybody where the limit is zero`() throws {
        let admission = try admission(0)
        for _ in 0..<5 { try admission.admit(channel(from: "192.0.2.1")).wait() }
        #expect(metrics.value(.connectionsRefused) == 0)
    }

    @Test func `counts the addresses that one client of IPv6 can take together`() throws {
        let admission = try admission(2)
        for address in ["2001:db8::1", "2001:db8::2"] { try admission.admit(channel(from: address)).wait() }
        let third = try channel(from: "2001:db8::3")
        #expect(throws: Admission.Refused.self) { try admission.admit(third).wait() }
        try admission.admit(channel(from: "2001:db8:0:1::1")).wait()
    }

    @Test func `does not limit trusted proxies, which bring everybody`() throws {
        let admission = try admission(1, proxies: ["10.0.0.0/8"])
        for _ in 0..<3 { try admission.admit(channel(from: "10.1.2.3")).wait() }
        for _ in 0..<3 { try admission.admit(channel(from: "::ffff:10.1.2.3")).wait() }
        try admission.admit(channel(from: "192.0.2.1")).wait()
        #expect(throws: Admission.Refused.self) { try admission.admit(channel(from: "192.0.2.1")).wait() }
    }
}
