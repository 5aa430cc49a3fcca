import Testing

/// A page in Prometheus' text format, read as strictly as `promtool check metrics` does.
struct ScrapePage {
    /// What is wrong with it, one line each.
    private(set) var problems: [String] = []
    /// The value of each series under its name and labels as they are written.
    private(set) var values: [String: Double] = [:]

    private var types: [String: String] = [:]
    private var finished: Set<String> = []
    private var current = ""

    init(_ text: String) {
        if !text.hasSuffix("\n") { problems.append("no line end at the end") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() { read(String(line)) }
        for (series, _) in values where series.contains("_bucket{") && series.contains(#"le="+Inf""#) {
            check(histogramOf: series)
        }
    }

    private mutating func read(_ line: String) {
        if let comment = line.wholeMatch(of: #/# (HELP|TYPE) ([a-z_]+) (.+)/#) {
            begin(String(comment.2))
            if comment.1 == "HELP", !comment.3.hasSuffix(".") { problems.append("help is no sentence: \(line)") }
            guard comment.1 == "TYPE" else { return }
            let type = String(comment.3)
            types[current] = type
            if (type == "counter") != current.hasSuffix("_total") { problems.append("counters end in _total: \(line)") }
        } else if let sample = line.wholeMatch(of: Self.sample) {
            let name = String(sample.1)
            let isPart =
                types[current] == "histogram"
                && ["_bucket", "_count", "_sum"].contains { name == current + $0 }
            if name != current, !isPart { problems.append("outside of its metric: \(line)") }
            let series = name + (sample.2.map(String.init) ?? "")
            if values[series] != nil { problems.append("twice: \(series)") }
            values[series] = sample.3 == "+Inf" ? .infinity : Double(sample.3)
            if values[series] == nil { problems.append("no number: \(line)") }
        } else {
            problems.append("neither comment nor sample: \(line)")
        }
    }

    private static var sample: Regex<(Substring, Substring, Substring?, Substring)> {
        #/([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*\})? ([^ ]+)/#
    }

    private mutating func begin(_ name: String) {
        guard name != current else { return }
        finished.insert(current)
        if finished.contains(name) { problems.append("not in one piece: \(name)") }
        current = name
    }

    /// Buckets never fall, and the last one is the count.
    private mutating func check(histogramOf last: String) {
        let parts = last.split(separator: "{", maxSplits: 1)
        let name = parts[0].dropLast("_bucket".count)
        let labels = parts[1].replacing(#/,?le="\+Inf"\}/#, with: "")
        let count = labels.isEmpty ? "\(name)_count" : "\(name)_count{\(labels)}"
        if values[count] != values[last] { problems.append("\(count) is not the last bucket") }
        let prefix = "\(parts[0]){\(labels)\(labels.isEmpty ? "" : ",")le="
        let buckets = values.filter { $0.key.hasPrefix(prefix) }.compactMap { series, value in
            let bound = series.dropFirst(prefix.count + 1).dropLast(2)
            return (bound == "+Inf" ? Double.infinity : Double(bound) ?? -1, value)
        }.sorted { $0.0 < $1.0 }
        if buckets.map(\.1) != buckets.map(\.1).sorted() { problems.append("buckets fall: \(last)") }
    }
}
