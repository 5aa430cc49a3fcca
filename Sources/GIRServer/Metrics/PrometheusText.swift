/// Prometheus' text format, version 0.0.4: `# HELP`, `# TYPE`, then a line a series.
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Writes a metric with its series, sorted by their labels; nothing where there is no series.
    mutating func write(_ metric: Metric.Definition, _ samples: [[String]: MetricSeries.Sample]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(Self.type(metric.kind))\n"
        for (values, sample) in samples.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let labels = Array(zip(metric.labels, values))
            if case .histogram(let bounds) = metric.kind {
                histogram(metric.name, labels, bounds, sample)
            } else {
                line(metric.name, labels, Self.number(sample.value))
            }
        }
    }

    /// Writes a metric of one series.
    mutating func write(_ name: String, _ help: String, _ type: String, _ value: Double) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        line(name, [], Self.number(value))
    }

    private mutating func histogram(
        _ name: String,
        _ labels: [(String, String)],
        _ bounds: [Double],
        _ sample: MetricSeries.Sample
    ) {
        var count = 0
        for (bound, inBucket) in zip(bounds + [.infinity], sample.buckets) {
            count += inBucket
            line("\(name)_bucket", labels + [("le", Self.number(bound))], "\(count)")
        }
        line("\(name)_sum", labels, Self.number(sample.value))
        line("\(name)_count", labels, "\(count)")
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs)} \(value)\n"
    }

    private static func type(_ kind: Metric.Kind) -> String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
