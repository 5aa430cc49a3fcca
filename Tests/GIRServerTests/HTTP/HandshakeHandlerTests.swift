import NIOCore
import NIOEmbedded
import NIOTLS
import Testing

@testable import GIRServer

@Suite struct `The end of a handshake` {
    @Test(arguments: [(nil, true), ("http/1.1", true), ("h2", false)] as [(String?, Bool)])
    func `is acknowledged at once where the server does not speak first`(name: String?, isTold: Bool) throws {
        let channel = EmbeddedChannel()
        let settings = ConnectionSettings(limits: ServerLimits(), isSecure: true, environment: LogLines().environment())
        var agreed: [String?] = []
        let handler = HandshakeHandler(settings) { _, _, name in agreed.append(name) }
        try channel.pipeline.syncOperations.addHandler(handler)
        #expect(channel.options.isEmpty)
        channel.pipeline.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: name))
        #expect(agreed == [name])
        typealias Option = ChannelOptions.Types.SocketOption
        let told = channel.options.contains { option, value in
            option as? Option == HandshakeHandler.acknowledgement && value as? Option.Value == 1
        }
        #expect(told == isTold)
        _ = try channel.finish()
    }
}
