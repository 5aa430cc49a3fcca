public import CassandraClient
public import FoundationEssentials
public import GIRConfigKit
import GIRPKI
public import NIOCore
public import NIOPosix
import NIOSSL

/// One outbound connection that is kept: connected, verified, held, and made again when it is lost.
///
/// It has its own task and its own connection: what becomes of it is seen in ``status`` alone, and no other link waits
/// for it.
public actor Link {
    /// What a link needs to know.
    public struct Settings: Sendable {
        /// The link.
        public var name: LinkName
        /// Where it leads; after a failure the next one is tried, and after the last the first.
        public var endpoints: [LinkEndpoint]
        /// Who decides about the peer; nil where the link is not encrypted.
        public var verifier: LinkVerifier?
        /// What a node of Cassandra is asked with; nil where everybody is let in.
        public var credentials: CassandraCredentials?
        /// How long connecting and shaking hands may take together.
        public var timeLimit: Duration = .seconds(10)
        /// How often Cassandra is asked whether it still answers.
        public var lookInterval: Duration = .seconds(10)
        /// How long it rests after a failure.
        public var backOff = BackOff()

        /// Names a link; at least one endpoint is needed for it to do anything.
        public init(_ name: LinkName, endpoints: [LinkEndpoint], verifier: LinkVerifier?) {
            self.name = name
            self.endpoints = endpoints
            self.verifier = verifier
        }
    }

    /// How it stands.
    public private(set) var status: LinkStatus
    private let settings: Settings
    private let connector: any LinkConnecting
    private let now: @Sendable () -> Date
    private var watchers: [Int: AsyncStream<LinkStatus>.Continuation] = [:]
    private var nextWatcher = 0

    /// Prepares a link; nil where it has no endpoint.
    public init?(
        _ settings: Settings,
        tls: LinkTLS,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        guard let first = settings.endpoints.first else { return nil }
        self.settings = settings
        self.now = now
        connector =
            settings.name == .cassandra
            ? CassandraConnector(
                tls: tls,
                group: group,
                verifier: settings.verifier,
                credentials: settings.credentials,
                interval: settings.lookInterval,
                now: now
            ) : LinkConnector(tls: tls, group: group, verifier: settings.verifier, now: now)
        status = LinkStatus(since: now(), endpoint: first)
    }

    /// The states from now on, the present one first; a slow reader gets the last ones.
    public func updates() -> AsyncStream<LinkStatus> {
        let (stream, continuation) = AsyncStream.makeStream(of: LinkStatus.self, bufferingPolicy: .bufferingNewest(64))
        let number = nextWatcher
        nextWatcher += 1
        watchers[number] = continuation
        continuation.onTermination = { _ in Task { await self.forget(number) } }
        continuation.yield(status)
        return stream
    }

    /// Keeps the link until the task is cancelled; what fails is seen in the status, nothing is thrown.
    public func run() async {
        while !Task.isCancelled {
            for endpoint in settings.endpoints where !Task.isCancelled {
                await attempt(endpoint)
            }
        }
        change {
            $0.state = .stopped
            $0.protocolVersion = nil
            $0.cipherSuite = nil
            $0.server = nil
        }
        for watcher in watchers.values { watcher.finish() }
    }

    private func attempt(_ endpoint: LinkEndpoint) async {
        change {
            $0.state = .connecting
            $0.endpoint = endpoint
        }
        do throws(LinkError) {
            let connection = try await connector.connect(to: endpoint, within: settings.timeLimit)
            change {
                $0.state = .established
                $0.protocolVersion = connection.protocolVersion
                $0.cipherSuite = connection.cipherSuite
                $0.peerExpires = connection.peerExpires
                $0.server = connection.server
                $0.lastError = nil
                $0.failures = 0
            }
            let end = await connection.untilEnded()
            guard !Task.isCancelled else { return }
            failed(end)
        } catch {
            guard !Task.isCancelled else { return }
            failed(error)
        }
        let rest = settings.backOff.rest(after: status.failures, chance: .random(in: 0...1))
        try? await Task.sleep(for: rest)
    }

    private func failed(_ error: LinkError) {
        change {
            $0.state = .resting
            $0.protocolVersion = nil
            $0.cipherSuite = nil
            $0.server = nil
            $0.lastError = error
            $0.failures += 1
        }
    }

    private func change(_ body: (inout LinkStatus) -> Void) {
        let old = status
        body(&status)
        if status.state != old.state { status.since = now() }
        guard status != old else { return }
        for watcher in watchers.values { watcher.yield(status) }
    }

    private func forget(_ number: Int) { watchers[number] = nil }
}
