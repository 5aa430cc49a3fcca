import NIOCore
import NIOHTTP1

/// The parser of requests without what would let it see the answers, which are bytes when they pass it.
///
/// It says that bytes came before it makes anything of them: without that a header that comes one byte at a time could not
/// be told from a connection at rest.
final class RequestParser: ByteToMessageDecoder {
    typealias InboundOut = HTTPServerRequestPart

    /// The event that goes up the pipeline ahead of what the bytes say.
    struct BytesArrived: Sendable {}

    /// The most bytes that are kept until more of them come: behind a request for another protocol the decoder takes
    /// nothing more, and all of it would be kept.
    static func kept(_ limits: ServerLimits) -> Int { 2 * (limits.headerList + limits.requestTarget) + 64 << 10 }

    private let decoder: HTTPRequestDecoder

    /// A little more than the policy accepts, so that it is the policy that refuses and can say what was too large.
    init(_ limits: ServerLimits) {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = 2 * max(limits.headerField, limits.requestTarget)
        configuration.maxHeaderListSize = 2 * (limits.headerList + limits.requestTarget)
        configuration.maxHeaderFieldCount = 2 * limits.headerCount
        decoder = HTTPRequestDecoder(limitConfiguration: configuration)
    }

    func decoderAdded(context: ChannelHandlerContext) { decoder.decoderAdded(context: context) }

    func decoderRemoved(context: ChannelHandlerContext) { decoder.decoderRemoved(context: context) }

    func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        context.fireUserInboundEventTriggered(BytesArrived())
        return try decoder.decode(context: context, buffer: &buffer)
    }

    func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) throws -> DecodingState {
        try decoder.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
    }
}
