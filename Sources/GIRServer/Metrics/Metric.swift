/// Everything that the server counts or measures; nothing else can be, so the number of series stays bounded.
///
/// Label values come from the server: route templates and never paths, reasons and never what a client sent.
public enum Metric: Int, Sendable, CaseIterable {
    case authentications
    case backendLatency
    case backendUp
    case certificateNotAfter
    case configReloadSuccess
    case configReloadTime
    case connections
    case connectionsRefused
    case corsRejected
    case csrfExempted
    case csrfRejected
    case droppedSeries
    case refusals
    case requestDuration
    case requests
    case sessions
    case tlsHandshakes

    /// How a metric is read.
    public enum Kind: Sendable, Hashable {
        /// It only grows.
        case counter
        /// It goes up and down.
        case gauge
        /// Observations are counted by these upper bounds, in ascending order.
        case histogram([Double])
    }

    /// What Prometheus is told about a metric.
    public struct Definition: Sendable {
        /// The name on the scrape page.
        public let name: String
        /// One sentence for people.
        public let help: String
        /// How it is read.
        public let kind: Kind
        /// The labels, in the order in which their values are given.
        public let labels: [String]

        init(_ name: String, _ help: String, _ kind: Kind = .counter, _ labels: [String] = []) {
            self.name = name
            self.help = help
            self.kind = kind
            self.labels = labels
        }
    }

    /// The definition.
    public var definition: Definition { Self.definitions[rawValue] }

    private static let definitions = allCases.map(define)

    // A request that the process answers from memory takes about a millisecond; the longest waits for the answer limit.
    private static let seconds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30]

    private static func define(_ metric: Self) -> Definition {
        switch metric {
        case .authentications:
            Definition("authn_total", "Attempts to log in.", .counter, ["provider", "result"])
        case .backendLatency:
            Definition("backend_latency_seconds", "Time to answer of a backend.", .histogram(seconds), ["name"])
        case .backendUp:
            Definition("backend_up", "Whether the link to a backend is established.", .gauge, ["name"])
        case .certificateNotAfter:
            Definition(
                "cert_not_after_seconds",
                "When a certificate expires, in seconds since 1970.",
                .gauge,
                ["name", "alias"]
            )
        case .configReloadSuccess:
            Definition("config_reload_success", "Whether what was loaded last could be used.", .gauge)
        case .configReloadTime:
            Definition("config_reload_time_seconds", "When it was loaded, in seconds since 1970.", .gauge)
        case .connections:
            Definition("http_connections", "Open connections of clients.", .gauge)
        case .connectionsRefused:
            Definition("http_connections_refused_total", "Connections closed because their address had too many.")
        case .corsRejected:
            Definition("cors_rejected_total", "Requests refused for their origin.")
        case .csrfExempted:
            Definition("csrf_exempted_total", "Requests of exempt users that changed something without a CSRF token.")
        case .csrfRejected:
            Definition("csrf_rejected_total", "Requests refused for their CSRF token.", .counter, ["reason"])
        case .droppedSeries:
            Definition("metric_updates_dropped_total", "Updates beyond the limit on the number of series.")
        case .refusals:
            Definition(
                "http_refusals_total",
                "Requests refused before they reached a resource.",
                .counter,
                ["code"]
            )
        case .requestDuration:
            Definition(
                "http_request_duration_seconds",
                "Time from a request's header to its answer.",
                .histogram(seconds),
                ["route"]
            )
        case .requests:
            Definition("http_requests_total", "Requests answered.", .counter, ["route", "method", "code"])
        case .sessions:
            Definition("sessions_active", "Sessions in the store.", .gauge)
        case .tlsHandshakes:
            Definition(
                "tls_handshakes_total",
                "TLS handshakes of clients.",
                .counter,
                ["version", "cipher", "result"]
            )
        }
    }
}
