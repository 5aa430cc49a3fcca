import GIRCommandLine
import GIRConfigKit
import GIRServer
import GIRStore
import Glibc

// `girctl serve` becomes this program; what it hands over is in ServerInvocation. What ProbeInvocation and
// StoreInvocation do is asked for by other commands.
ProcessHardening.apply()
do {
    if ProbeInvocation.isMeant(CommandLine.arguments) {
        try await ProbeInvocation.run()
        exit(ExitStatus.success.rawValue)
    }
    if StoreInvocation.isMeant(CommandLine.arguments) {
        try await StoreInvocation.run()
        exit(ExitStatus.success.rawValue)
    }
    let invocation = try ServerInvocation(CommandLine.arguments)
    let environment = invocation.environment
    do {
        let configuration = try ProcessHardening.withoutTraces { try invocation.start(environment).configuration() }
        let reload = invocation.reload(environment)
        if invocation.isCheck {
            if SQLiteStore.exists(in: invocation.data) { try SQLiteStore.open(folder: invocation.data).close() }
            _ = try FrontDoor(configuration, environment: environment, store: SQLiteStore.inMemory())
            try Terminal.print("'\(invocation.config)' is fit to serve \(configuration.url(port: configuration.port))")
        } else {
            let store = try SQLiteStore.open(folder: invocation.data)
            let door = try FrontDoor(configuration, environment: environment, store: store, reload: reload)
            // Where nobody reads standard output, the log line has said the same.
            try await door.runUntilSignalled { url in try? Terminal.print("listening on \(url)") }
            try store.close()
        }
    } catch let refusal as ServerStart.Refused {
        throw invocation.failure(refusal)
    } catch let error as ConfigError {
        throw CommandFailure(error, in: invocation.config)
    } catch let error as ServerError {
        throw CommandFailure(ExitStatus(error.code), error.reason, hint: error.hint)
    } catch let error as StoreError {
        throw CommandFailure(ExitStatus(error.code), error.reason, hint: error.hint)
    }
} catch let failure as CommandFailure {
    Terminal.say(failure.description)
    exit(failure.status.rawValue)
} catch {
    Terminal.say(CommandFailure(.software, "the server ended: \(type(of: error))").description)
    exit(ExitStatus.software.rawValue)
}
