import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRServer
import GIRStore

/// What `girctl user` and `girctl contact-center` ask for: an errand in JSON on standard input, answered by its result in
/// JSON on standard output.
enum StoreInvocation {
    /// Whether the arguments ask for it.
    static func isMeant(_ arguments: [String]) -> Bool { arguments.count == 2 && arguments[1] == "store" }

    /// Does the errand and prints what came of it.
    static func run() async throws {
        let bytes = try InputFile.read("-", limit: 1 << 20)
        guard let errand = try? JSONDecoder().decode(StoreErrand.self, from: Data(bytes)) else {
            throw CommandFailure(.usage, "girctl-server is started by girctl", hint: "run: girctl user --help")
        }
        let result: StoreErrandResult
        do {
            result = try await StoreClerk.run(errand)
        } catch let failure as StoreErrandResult.Failure {
            result = .failed(failure)
        } catch let refusal as ServerStart.Refused {
            ServerInvocation.report(refusal)
            let path = errand.place.configuration?.path ?? ""
            result = .failed(
                .init(
                    .configuration,
                    "'\(path)' has errors, and the store is not looked for by it",
                    hint: "mend them, then look again with: girctl config lint \(ShellWord.quoted(path))"
                )
            )
        } catch let failure as CommandFailure {
            result = .failed(.init(failure))
        } catch let error as ConfigError {
            result = .failed(.init(CommandFailure(error, in: errand.place.configuration?.path ?? "")))
        } catch let error as ServerError {
            result = .failed(.init(ExitStatus(error.code), error.reason, hint: error.hint))
        } catch let error as StoreError {
            result = .failed(StoreErrandResult.Failure(ExitStatus(error.code), error.reason, hint: error.hint))
        }
        try Terminal.print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
}

extension StoreErrandResult.Failure {
    fileprivate init(_ failure: CommandFailure) {
        self.init(failure.status, failure.message, hint: failure.hint)
    }
}

extension StoreErrandResult {
    fileprivate static func failed(_ failure: Failure) -> StoreErrandResult {
        var result = StoreErrandResult()
        result.failure = failure
        return result
    }
}

extension ExitStatus {
    /// The status for a kind of failure in GIRStore.
    init(_ code: StoreError.Code) {
        self =
            switch code {
            case .alreadyExists, .inUse, .notFound: .usage
            case .data: .data
            case .full, .noSpace, .unavailable: .inputOutput
            case .unreachable: .unavailable
            case .permission: .permission
            }
    }
}
