import FoundationEssentials
import GIRCommandLine
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
        } catch let error as StoreError {
            result = .failed(StoreErrandResult.Failure(ExitStatus(error.code), error.reason, hint: error.hint))
        }
        try Terminal.print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
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
            case .permission: .permission
            }
    }
}
