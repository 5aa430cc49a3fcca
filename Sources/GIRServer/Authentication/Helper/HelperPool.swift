import GIRLinks
import Logging
import NIOCore

/// The processes of an authentication helper: started when they are needed, started anew when they end, never more than
/// so many.
actor HelperPool {
    private struct Member {
        let process: HelperProcess
        /// The questions that it has not answered.
        var questions = 0
        var hasAnswered = false
    }

    private let command: HelperCommand
    private let logger: Logger
    private let backOff = BackOff(first: .milliseconds(200), ceiling: .seconds(30))
    private var members: [ObjectIdentifier: Member] = [:]
    /// The processes that are being started.
    private var starting = 0
    /// Those that wait until it is time to start a process.
    private var starters: [UInt64: Task<Void, Never>] = [:]
    private var lastStarter: UInt64 = 0
    /// The processes in a row that ended or did not start without having answered anything.
    private var failures = 0
    private var restUntil = ContinuousClock.now
    private var waiting: [(id: UInt64, continuation: CheckedContinuation<HelperProcess?, Never>)] = []
    private var lastWaiting: UInt64 = 0
    private var isClosed = false
    /// The processes that answer no more and are not gone.
    private var leaving = 0
    /// Whoever waits until the last one is gone.
    private var closing: [CheckedContinuation<Void, Never>] = []

    /// Names the program.
    init(_ command: HelperCommand, logger: Logger) {
        self.command = command
        self.logger = logger
    }

    /// Asks a process; nil where none answers before the time-out, which begins now.
    func ask(_ credentials: BasicCredentials) async -> HelperReply? {
        await ask(credentials, until: .now() + TimeAmount(command.timeout))
    }

    func ask(_ credentials: BasicCredentials, until deadline: NIODeadline) async -> HelperReply? {
        guard let process = await freeProcess(until: deadline) else { return nil }
        let question = process.ask(credentials, until: deadline)
        if let reply = try? await question.reply.get() {
            settled(process, hasAnswered: true)
            return reply
        }
        // The process may be at the question for longer than whoever asks waits.
        Task { settled(process, hasAnswered: (try? await question.settled.get()) ?? false) }
        return nil
    }

    private func settled(_ process: HelperProcess, hasAnswered: Bool) {
        let key = ObjectIdentifier(process)
        if hasAnswered {
            failures = 0
            members[key]?.hasAnswered = true
        }
        members[key]?.questions -= 1
        serve()
    }

    /// Whether a process is there that can be asked; starts one where there is none and it is time to.
    func isThere() async -> Bool {
        if members.isEmpty, starting == 0, !isClosed, ContinuousClock.now >= restUntil {
            starting += 1
            await started()
        }
        return members.values.contains { $0.process.isRunning }
    }

    /// Ends all processes and waits until they are gone; answers nothing any more.
    func close() async {
        isClosed = true
        for starter in starters.values { starter.cancel() }
        for member in members.values { member.process.terminate() }
        for waiter in waiting { waiter.continuation.resume(returning: nil) }
        waiting = []
        guard starting + members.count + leaving > 0 else { return }
        await withCheckedContinuation { closing.append($0) }
    }

    private func hasLeft() {
        leaving -= 1
        guard isClosed, starting + members.count + leaving == 0 else { return }
        for waiter in closing { waiter.resume() }
        closing = []
    }

    /// A process with room for a question, which is then reserved; nil where none gets free in time.
    private func freeProcess(until deadline: NIODeadline) async -> HelperProcess? {
        if let process = reserve() { return process }
        guard !isClosed, waiting.count < command.queue else { return nil }
        lastWaiting += 1
        let id = lastWaiting
        let timer = Task {
            try await Task.sleep(for: Duration(deadline - .now()))
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
        let free = members.filter { $0.value.process.isRunning && $0.value.questions < command.channels }
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
        lastStarter += 1
        let id = lastStarter
        starters[id] = Task {
            if rest > .zero { try? await Task.sleep(for: rest) }
            starters[id] = nil
            await started()
        }
    }

    private func started() async {
        let process = isClosed ? nil : try? await HelperProcess.start(command, logger: logger)
        starting -= 1
        guard let process else {
            leaving += 1
            defer { hasLeft() }
            guard !isClosed else { return }
            logger.error("authentication helper cannot be started", metadata: ["program": "\(command.words[0])"])
            return failed()
        }
        members[ObjectIdentifier(process)] = Member(process: process)
        if isClosed { process.terminate() }
        Task {
            await process.ended()
            ended(process)
            await process.reap()
            hasLeft()
        }
        serve()
    }

    private func ended(_ process: HelperProcess) {
        let member = members.removeValue(forKey: ObjectIdentifier(process))
        leaving += 1
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
