import NIOCore

/// Runs a request's task on the event loop of its connection, so that no thread has to be woken on the way from the
/// bytes of a request to those of its answer.
///
/// What takes long is no business of such a task: it blocks the other connections of the loop.
final class LoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
