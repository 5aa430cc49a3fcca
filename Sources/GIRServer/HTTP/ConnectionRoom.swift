import NIOCore
import Synchronization

/// How many connections all listeners together may have open; further ones wait in the kernel's queue.
final class ConnectionRoom: Sendable {
    private struct State {
        var open = 0
        /// The listeners that accept nothing for now.
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(_ limit: Int) { self.limit = limit }

    func opened() { state.withLock { $0.open += 1 } }

    func closed() {
        let resumed = state.withLock { state in
            state.open -= 1
            guard state.open < limit else { return [] as [@Sendable () -> Void] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for resume in resumed { resume() }
    }

    /// Whether there is room for another; where there is none `resume` is called as soon as there may be.
    func hasRoom(resume: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            if state.open < limit { return true }
            state.waiting.append(resume)
            return false
        }
    }
}

/// Accepts connections on one port as long as there is room.
final class ConnectionRoomHandler: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    private let room: ConnectionRoom

    init(_ room: ConnectionRoom) { self.room = room }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        room.opened()
        unwrapInboundIn(data).closeFuture.whenComplete { [room] _ in room.closed() }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let hasRoom = room.hasRoom {
            eventLoop.execute { bound.value.handler.read(context: bound.value.context) }
        }
        if hasRoom { context.read() }
    }
}
