import FoundationEssentials
import GIRCommandLine

/// Has things done in the store by the program that knows it; the server may be running.
enum StoreKeeper {
    /// What came of the errand.
    ///
    /// - Throws: what the other program says is wrong.
    static func run(_ task: StoreErrand.Task, in place: StoreErrand.Place) throws(CommandFailure) -> StoreErrandResult {
        guard let input = try? JSONEncoder().encode(StoreErrand(place: place, task: task)) else {
            throw CommandFailure(.software, "the errand cannot be handed over")
        }
        let output = try ServerProgram.locate().run(["store"], input: Array(input))
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
