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
    private let channel: any Channel
    private let dialogue: NIOLoopBound<HelperDialogue>

    private init(id: pid_t, channel: any Channel, dialogue: HelperDialogue) {
        self.id = id
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
                        return HelperProcess(id: child.id, channel: channel, dialogue: dialogue)
                    }
                }
            HelperLog.read(child.errors, logger: logger)
            process.channel.closeFuture.whenComplete { _ in child.reap() }
            return process
        } catch {
            child.closeAll()
            child.reap()
            throw error
        }
    }

    /// Asks for one user; nil where there was no answer in time or the process has ended.
    func ask(_ credentials: BasicCredentials) async -> HelperReply? {
        let promise = channel.eventLoop.makePromise(of: HelperReply.self)
        channel.eventLoop.execute { [dialogue] in dialogue.value.ask(credentials, promise) }
        return try? await promise.futureResult.get()
    }

    /// Waits until the process has ended.
    func ended() async { try? await channel.closeFuture.get() }

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
