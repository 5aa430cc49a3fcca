import FoundationEssentials
import GIRCommandLine

/// Has things done in the store by the program that knows it; the server may be running.
enum StoreKeeper {
    /// What came of an errand that takes long: it says how to go on where it is interrupted.
    ///
    /// - Throws: as ``run(_:in:passing:)``.
    static func runInterruptibly(
        _ task: StoreErrand.Task,
        in place: StoreErrand.Place
    ) throws(CommandFailure) -> StoreErrandResult {
        let signals = PassedSignals()
        do throws(CommandFailure) {
            return try run(task, in: place, passing: signals)
        } catch {
            // A child that was told to end before it had begun has nothing to say.
            if signals.hasCaught, error.status != .software { Terminal.say(error.description) }
            signals.release()
            throw error
        }
    }

    /// What came of the errand.
    ///
    /// - Throws: what the other program says is wrong.
    static func run(
        _ task: StoreErrand.Task,
        in place: StoreErrand.Place,
        passing signals: PassedSignals? = nil
    ) throws(CommandFailure) -> StoreErrandResult {
        guard let input = try? JSONEncoder().encode(StoreErrand(place: place, task: task)) else {
            throw CommandFailure(.software, "the errand cannot be handed over")
        }
        let output = try ServerProgram.locate().run(["store"], input: Array(input), passing: signals)
        guard let result = try? JSONDecoder().decode(StoreErrandResult.self, from: Data(output)) else {
            throw CommandFailure(
                .software,
                "'girctl-server' answers what girctl does not understand",
                hint: "install both anew"
            )
        }
        if let failure = result.failure {
            throw CommandFailure(
                ExitStatus(rawValue: failure.status) ?? .software,
                failure.message,
                hint: failure.hint
            )
        }
        return result
    }
}
