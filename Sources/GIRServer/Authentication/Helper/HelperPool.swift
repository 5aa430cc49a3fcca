import GIRLinks
import Logging

/// The processes of an authentication helper: started when they are needed, started anew when they end, never more than
/// so many.
actor HelperPool {
    private struct Member {
        let process: HelperProcess
        /// The questions that it has not answered.
        var questions = 0
        var hasAnswered = false
        /// It has owed an answer, and is being ended.
        var isLost = false
    }

    private let command: HelperCommand
    private let logger: Logger
    private let backOff = BackOff(first: .milliseconds(200), ceiling: .seconds(30))
    private var members: [ObjectIdentifier: Member] = [:]
    /// The processes that are being started.
    private var starting = 0
    /// The processes in a row that ended or did not start without having answered anything.
    private var failures = 0
    private var restUntil = ContinuousClock.now
    private var waiting: [(id: UInt64, continuation: CheckedContinuation<HelperProcess?, Never>)] = []
    private var lastWaiting: UInt64 = 0
    private var isClosed = false

    /// Names the program.
    init(_ command: HelperCommand, logger: Logger) {
        self.command = command
        self.logger = logger
    }

    /// Asks a process; nil where there is none that answers in time.
    func ask(_ credentials: BasicCredentials) async -> HelperReply? {
        guard let process = await freeProcess() else { return nil }
        let reply = await process.ask(credentials)
        if reply != nil {
            failures = 0
            members[ObjectIdentifier(process)]?.hasAnswered = true
        } else {
            members[ObjectIdentifier(process)]?.isLost = true
        }
        members[ObjectIdentifier(process)]?.questions -= 1
        serve()
        return reply
    }

    /// Ends all processes, and answers nothing any more.
    func close() {
        isClosed = true
        for member in members.values { member.process.terminate() }
        for waiter in waiting { waiter.continuation.resume(returning: nil) }
        waiting = []
    }

    /// A process with room for a question, which is then reserved; nil where none gets free in time.
    private func freeProcess() async -> HelperProcess? {
        if let process = reserve() { return process }
        guard !isClosed, waiting.count < command.queue else { return nil }
        lastWaiting += 1
        let id = lastWaiting
        let timeout = command.timeout
        let timer = Task {
            try await Task.sleep(for: timeout)
            giveUp(id)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            waiting.append((id, continuation))
            startOne()
        }
    }

    private func giveUp(_ id: UInt64) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(returning: nil)
    }

    private func reserve() -> HelperProcess? {
        let free = members.filter { !$0.value.isLost && $0.value.questions < command.channels }
        guard let (key, member) = free.min(by: { $0.value.questions < $1.value.questions }) else { return nil }
        members[key]?.questions += 1
        return member.process
    }

    /// Gives what is free to those who wait.
    private func serve() {
        while !waiting.isEmpty, let process = reserve() {
            waiting.removeFirst().continuation.resume(returning: process)
        }
        if !waiting.isEmpty { startOne() }
    }

    private func startOne() {
        guard !isClosed, members.count + starting < command.processes, starting < waiting.count else { return }
        starting += 1
        let rest = restUntil - ContinuousClock.now
        Task {
            if rest > .zero { try? await Task.sleep(for: rest) }
            await started()
        }
    }

    private func started() async {
        let process = isClosed ? nil : try? await HelperProcess.start(command, logger: logger)
        starting -= 1
        guard let process, !isClosed else {
            process?.terminate()
            if !isClosed {
                logger.error("authentication helper cannot be started", metadata: ["program": "\(command.words[0])"])
                failed()
            }
            return
        }
        members[ObjectIdentifier(process)] = Member(process: process)
        Task {
            await process.ended()
            ended(process)
        }
        serve()
    }

    private func ended(_ process: HelperProcess) {
        let member = members.removeValue(forKey: ObjectIdentifier(process))
        guard !isClosed else { return }
        logger.warning("authentication helper has ended", metadata: ["helper": "\(process.id)"])
        if member?.hasAnswered == true { failures = 0 } else { failed() }
        serve()
    }

    private func failed() {
        failures += 1
        restUntil = ContinuousClock.now + backOff.rest(after: failures, chance: .random(in: 0...1))
        if !waiting.isEmpty { startOne() }
    }
}
