import GIRCommandLine

/// The results of `ca validate` as the output of a monitoring plugin: a line, performance data after the bar, and the
/// exit statuses of the plugins' guidelines.
struct NagiosStatus {
    enum State: Int32, Comparable {
        case ok = 0
        case warning = 1
        case critical = 2

        static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }

        var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            }
        }
    }

    let state: State
    /// The line, or several: the first tells the worst.
    let line: String

    init(_ results: [TrustReport.Result], _ limits: ExpiryOptions) {
        let judged = results.map { (state: Self.state(of: $0, limits), text: Self.text(of: $0)) }
            .enumerated().sorted { ($1.element.state, $0.offset) < ($0.element.state, $1.offset) }.map(\.element)
        state = judged.first?.state ?? .ok
        let data = results.compactMap { result in
            result.daysLeft.map { days in
                let ranges = [limits.warning, limits.critical].map { $0.map { "\($0):" } ?? "" }
                return "'\(Self.label(of: result))'=\(days);\(ranges.joined(separator: ";"))"
            }
        }
        let texts = judged.map { Self.plain($0.text) }
        // A bar with nothing behind it is no performance data: some collectors complain.
        let performance = data.isEmpty ? "" : " | \(data.joined(separator: " "))"
        line =
            (["TRUST \(state.word) - \(texts.first ?? "nothing to check")\(performance)"]
            + texts.dropFirst()).map(TerminalText.safe).joined(separator: "\n")
    }

    private static func state(of result: TrustReport.Result, _ limits: ExpiryOptions) -> State {
        if !result.trusted || limits.isCritical(daysLeft: result.daysLeft) { return .critical }
        return limits.isWarning(daysLeft: result.daysLeft) ? .warning : .ok
    }

    private static func text(of result: TrustReport.Result) -> String {
        let name = result.link ?? result.target
        if let reason = result.reason { return "\(name): \(reason): \(result.message)" }
        return "\(name): trusted" + (result.daysLeft.map { ", \($0) days left" } ?? "")
    }

    // The bar begins the performance data, and the quote ends a label.
    private static func plain(_ text: String) -> String { text.map { $0 == "|" ? "/" : String($0) }.joined() }

    private static func label(of result: TrustReport.Result) -> String {
        plain(result.link ?? result.target).map { "'=".contains($0) ? "_" : String($0) }.joined()
    }
}
