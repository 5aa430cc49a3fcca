import NIOCore

/// The body of a request as the resource reads it: the connection is not read further than the resource keeps up.
enum BodyStream {
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Delegate
    >
    typealias Source = Producer.Source

    /// Makes the two ends of a stream; `hasRoom` is called on the event loop whenever more can be taken.
    static func make(
        on eventLoop: any EventLoop,
        hasRoom: @escaping @Sendable () -> Void
    ) -> (sequence: Producer, source: Source) {
        let made = Producer.makeSequence(
            backPressureStrategy: .init(lowWatermark: 2, highWatermark: 8),
            finishOnDeinit: true,
            delegate: Delegate(eventLoop: eventLoop, hasRoom: hasRoom)
        )
        return (made.sequence, made.source)
    }

    /// Hears from whatever thread the resource reads on.
    struct Delegate: NIOAsyncSequenceProducerDelegate {
        let eventLoop: any EventLoop
        let hasRoom: @Sendable () -> Void

        func produceMore() { eventLoop.execute(hasRoom) }

        // Nobody reads it any more, so nobody is to be waited for.
        func didTerminate() { eventLoop.execute(hasRoom) }
    }
}
