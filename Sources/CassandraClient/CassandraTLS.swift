public import NIOCore
import NIOPosix
public import NIOSSL

/// What encrypts the connections to the nodes: the caller's decision, as is whom to trust.
public struct CassandraTLS: Sendable {
    /// Says why the handshake failed, where the caller knows better than the library.
    public typealias Explanation = @Sendable (any Error) -> CassandraError?

    let secure: @Sendable (ChannelPipeline.SynchronousOperations, CassandraEndpoint) throws -> Explanation

    /// Takes what adds the handlers of TLS to the pipeline of a new connection, on its event loop.
    ///
    /// It has to verify the node, by its chain and by the name or the address that it is given.
    public init(
        secure: @escaping @Sendable (ChannelPipeline.SynchronousOperations, CassandraEndpoint) throws -> Explanation
    ) {
        self.secure = secure
    }

    /// Lets NIOSSL verify the nodes as its context says.
    public init(_ context: NIOSSLContext) {
        self.init { pipeline, endpoint in
            // SNI takes no addresses.
            let name = CQLAddress(endpoint.host) == nil ? endpoint.host : nil
            try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
            return { _ in nil }
        }
    }
}
