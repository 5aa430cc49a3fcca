import Glibc
import Logging
import NIOCore
import NIOPosix

/// A running authentication helper: its lines in, its lines out.
///
/// Whatever is not as agreed ends it: a late answer, an answer that nobody waits for, a line without end. The answers
/// after that could be to the wrong questions.
final class HelperProcess: Sendable {
    /// What its process id is in the system, and its process group's.
    let id: pid_t
    /// A question that was asked.
    struct Question: Sendable {
        /// Fails where there is no answer before the deadline.
        let reply: EventLoopFuture<HelperReply>
        /// Whether there was an answer at all; until then the process is at it.
        let settled: EventLoopFuture<Bool>
    }

    private let child: HelperChild
    private let channel: any Channel
    private let dialogue: NIOLoopBound<HelperDialogue>

    private init(child: HelperChild, channel: any Channel, dialogue: HelperDialogue) {
        self.child = child
        id = child.id
        self.channel = channel
        self.dialogue = NIOLoopBound(dialogue, eventLoop: channel.eventLoop)
    }

    /// Starts the program.
    ///
    /// - Throws: ``HelperFailure`` where it cannot be.
    static func start(_ command: HelperCommand, logger: Logger) async throws -> HelperProcess {
        let child = try HelperChild.spawn(command)
        let logger = logger.with("helper", child.id)
        let hasChannels = command.channels > 1
        let timeout = TimeAmount(command.timeout)
        do {
            let process = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .takingOwnershipOfDescriptors(input: child.output, output: child.input) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let dialogue = HelperDialogue(hasChannels: hasChannels, timeout: timeout, logger: logger)
                        try channel.pipeline.syncOperations.addHandlers([
                            ByteToMessageHandler(HelperLineDecoder(), maximumBufferSize: HelperReply.lineLimit),
                            dialogue,
                        ])
                        return HelperProcess(child: child, channel: channel, dialogue: dialogue)
                    }
                }
            HelperLog.read(child.errors, logger: logger)
            return process
        } catch {
            child.closeAll()
            await child.reap()
            throw error
        }
    }

    /// Asks for one user, for somebody who waits until the deadline.
    func ask(_ credentials: BasicCredentials, until deadline: NIODeadline) -> Question {
        let reply = channel.eventLoop.makePromise(of: HelperReply.self)
        let settled = channel.eventLoop.makePromise(of: Bool.self)
        channel.eventLoop.execute { [dialogue] in dialogue.value.ask(credentials, until: deadline, reply, settled) }
        return Question(reply: reply.futureResult, settled: settled.futureResult)
    }

    /// Whether it can be asked.
    var isRunning: Bool { channel.isActive }

    /// Waits until it answers no more.
    func ended() async { try? await channel.closeFuture.get() }

    /// Waits until the process is gone, once it answers no more.
    func reap() async { await child.reap() }

    /// Ends it: a helper reads the end of its input and goes; the signal is for one that does not.
    func terminate() {
        // A process that has ended may have left its number to another one.
        if channel.isActive { kill(-id, SIGTERM) }
        channel.close(promise: nil)
    }
}

/// Why a helper does not run.
struct HelperFailure: Error, Hashable, CustomStringConvertible {
    let description: String
}

extension Logger {
    /// The logger whose lines also have this.
    fileprivate func with(_ key: String, _ value: some CustomStringConvertible) -> Logger {
        var logger = self
        logger[metadataKey: key] = "\(value)"
        return logger
    }
}
