import GIRLinks
import GIRStore
import Testing

@testable import GIRServer

@Suite(.timeLimit(.minutes(2))) struct `Turns at media` {
    private let peer: WebAddress.Peer
    private let other: WebAddress.Peer

    init() throws {
        peer = try #require(WebAddress("https://dav.example/a")).peer
        other = try #require(WebAddress("https://dav2.example/a")).peer
    }

    private func turns(
        perPeer: Int,
        all: Int = 500,
        waiting: Duration = .milliseconds(1)
    ) -> MediaTurns {
        var limits = WebLimits()
        limits.connectionsPerPeer = perPeer
        limits.connections = all
        limits.waiting = waiting
        return MediaTurns(limits)
    }

    private func context(_ id: String) -> ServerRequestContext {
        let logger = LogLines().environment().logger
        let source = ServerRequestContext.Source(requestIdentifier: "r", client: "127.0.0.1", logger: logger)
        var context = ServerRequestContext(source: source)
        context.principal = TestAPI.user([.agent], id: id)
        return context
    }

    /// All that a user gets.
    private func takeAll(
        _ turns: MediaTurns,
        _ user: String,
        at peer: WebAddress.Peer
    ) async throws -> [MediaTurns.Turn] {
        var taken: [MediaTurns.Turn] = []
        while true {
            do { taken.append(try await turns.take(context(user), at: peer)) } catch let error as APIError {
                #expect(error.status == .tooManyRequests)
                return taken
            }
        }
    }

    @Test func `of one user are half of what others leave free, and one in any case`() async throws {
        let turns = turns(perPeer: 50)
        var held: [[MediaTurns.Turn]] = []
        for number in 1...9 { held.append(try await takeAll(turns, "user\(number)", at: peer)) }
        #expect(held.map(\.count) == [25, 12, 6, 3, 2, 1, 1, 1, 1])
        // What the first one gives back is not all for him again.
        held[0].removeAll()
        #expect(try await takeAll(turns, "user1", at: peer).count == 11)
        #expect(try await takeAll(turns, "user1", at: other).count == 25)
    }

    @Test func `at all servers together are no more than that either`() async throws {
        let turns = turns(perPeer: 50, all: 60)
        let first = try await takeAll(turns, "user1", at: peer) + takeAll(turns, "user1", at: other)
        #expect(first.count == 30)
        let second = try await takeAll(turns, "user2", at: other)
        #expect(second.count == 15)
        withExtendedLifetime(first) {}
    }

    @Test func `come to those who wait when any other's ends`() async throws {
        let turns = turns(perPeer: 4, waiting: .seconds(600))
        let (user1, user2, peer) = (context("user1"), context("user2"), peer)
        let own = try await turns.take(user1, at: peer)
        var foreign: MediaTurns.Turn? = try await turns.take(user2, at: peer)
        let second = Task { try await turns.take(user1, at: peer) }
        try await Task.sleep(for: .milliseconds(20))
        withExtendedLifetime(foreign) {}
        foreign = nil
        withExtendedLifetime((own, try await second.value)) {}
    }
}
