import ArgumentParser
import GIRCommandLine

/// The option of every command that writes: to say what it would do and do nothing.
struct CheckOption: ParsableArguments {
    @Flag(name: .customLong("check"), help: "Change nothing, and end with status 3 where a run would.")
    var isOn = false

    /// Says what was done, or would be, and ends with status 3 where that is a change which was not made.
    ///
    /// - Parameters:
    ///   - isChanged: whether there is something to change.
    ///   - done: what was done, said without `--check` and where nothing was to be done.
    func report(isChanged: Bool, file: String, _ common: CommonOptions, done: String) throws {
        guard isOn, isChanged else { return common.remark(done) }
        common.remark("'\(file)' would be changed")
        throw ExitCode(ExitStatus.changeNeeded.rawValue)
    }
}
