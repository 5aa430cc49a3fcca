import NIOCore

/// Cuts the output of a helper into lines.
struct HelperLineDecoder: ByteToMessageDecoder {
    typealias InboundOut = String

    /// Where a line is cut even without an end; nil where a longer one is an error of the buffer around this.
    var limit: Int?

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) -> DecodingState {
        let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")).map { $0 - buffer.readerIndex }
        if let limit, end ?? buffer.readableBytes > limit {
            return pass(on: buffer.readString(length: limit), context)
        }
        guard let end else { return .needMoreData }
        let line = buffer.readString(length: end)
        buffer.moveReaderIndex(forwardBy: 1)
        return pass(on: line.map { $0.hasSuffix("\r") ? String($0.dropLast()) : $0 }, context)
    }

    private func pass(on line: String?, _ context: ChannelHandlerContext) -> DecodingState {
        if let line { context.fireChannelRead(wrapInboundOut(line)) }
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) -> DecodingState {
        // What has no end may be the half of an answer.
        .needMoreData
    }
}
