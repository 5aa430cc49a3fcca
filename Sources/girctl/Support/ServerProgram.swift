import GIRCommandLine
import Glibc

/// The program that speaks over the network, apart from this one so that its libraries cost the other commands no
/// start-up.
struct ServerProgram {
    let path: String

    /// Finds it beside this program, or where packages put programs that only other programs start.
    static func locate() throws(CommandFailure) -> ServerProgram {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let own = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let places = ["\(folder)/girctl-server", "\(folder)/../libexec/girctl/girctl-server"]
        if let path = places.first(where: { access($0, X_OK) == 0 }) { return ServerProgram(path: path) }
        throw CommandFailure(
            .software,
            "the program 'girctl-server' is not installed; looked for \(places.map { "'\($0)'" }.joined(separator: " and "))",
            hint: "install both programs in one folder, as 'make install' does"
        )
    }

    /// Runs the program to its end: gives it the bytes and takes what it prints; what it says for people is shown.
    ///
    /// Of the environment it sees what resolvers read, nothing else.
    ///
    /// - Parameter signals: what is passed on to it.
    /// - Throws: status 70 where it cannot be run or does not end well.
    func run(
        _ arguments: [String],
        input: [UInt8],
        passing signals: PassedSignals? = nil
    ) throws(CommandFailure) -> [UInt8] {
        do {
            return try ChildProcess.run(
                path,
                arguments,
                environment: ["HOSTALIASES", "LOCALDOMAIN", "RES_OPTIONS", "PATH"],
                input: input,
                passing: signals
            )
        } catch {
            throw CommandFailure(.software, "'\(path)' \(error.reason)", hint: "install it again")
        }
    }

    /// Becomes the program, with the same process id; returns only where that failed.
    func replaceProcess(arguments: [String]) -> CommandFailure {
        var pointers = ([path] + arguments).map { strdup($0) }
        pointers.append(nil)
        execv(path, pointers)
        let reason = SystemError().reason
        pointers.forEach { free($0) }
        return CommandFailure(.software, "'\(path)' cannot be started: \(reason)", hint: "install it again")
    }
}
