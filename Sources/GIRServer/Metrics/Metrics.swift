import Synchronization

/// The counters, gauges and histograms of one server; updated from anywhere, read by a scrape.
public final class Metrics: Sendable {
    private let families: [MetricSeries]
    private let room: MetricRoom

    /// The most series; an update that would make one more is dropped and counted.
    public static let seriesLimit = 2000

    /// Makes a registry in which every metric without labels stands at zero.
    public convenience init() { self.init(seriesLimit: Self.seriesLimit) }

    init(seriesLimit: Int) {
        let room = MetricRoom(seriesLimit)
        self.room = room
        families = Metric.allCases.map { MetricSeries($0.definition, room: room) }
    }

    /// Counts something, or moves a gauge by `amount`, under the labels' values in the order of their definition.
    public func increment(_ metric: Metric, _ labels: String..., by amount: Int = 1) {
        update(metric, labels) { $0.value += Double(amount) }
    }

    /// Sets a gauge.
    public func set(_ metric: Metric, _ labels: String..., to value: Double) {
        update(metric, labels) { $0.value = value }
    }

    /// Counts a duration in a histogram.
    public func observe(_ metric: Metric, _ labels: String..., duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let value = Double(seconds) + Double(attoseconds) / 1e18
        guard case .histogram(let bounds) = metric.definition.kind else { return }
        update(metric, labels) { sample in
            sample.value += value
            sample.buckets[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        }
    }

    /// The value of a counter or gauge, or the sum of a histogram; nil where there is no such series.
    public func value(_ metric: Metric, _ labels: String...) -> Double? {
        families[metric.rawValue].samples[labels]?.value
    }

    /// Takes a gauge away, so that a thing that is gone is not shown at its last value.
    public func remove(_ metric: Metric, _ labels: String...) { families[metric.rawValue].remove(labels) }

    private func update(_ metric: Metric, _ labels: [String], _ change: (inout MetricSeries.Sample) -> Void) {
        if families[metric.rawValue].update(labels, change) { return }
        _ = families[Metric.droppedSeries.rawValue].update([]) { $0.value += 1 }
    }

    /// The page of a scrape, in Prometheus' text format 0.0.4.
    public func text() -> String {
        var page = PrometheusText()
        for metric in Metric.allCases { page.write(metric.definition, families[metric.rawValue].samples) }
        return page.text
    }
}

/// How many series there may still be.
final class MetricRoom: Sendable {
    private let left: Atomic<Int>

    init(_ limit: Int) { left = Atomic(limit) }

    /// Takes so many; false where there are not as many left.
    func take(_ count: Int) -> Bool {
        if left.subtract(count, ordering: .relaxed).newValue >= 0 { return true }
        left.add(count, ordering: .relaxed)
        return false
    }

    func give(_ count: Int) { left.add(count, ordering: .relaxed) }
}

/// One metric with its series.
final class MetricSeries: Sendable {
    struct Sample: Sendable {
        /// The value of a counter or gauge, the sum of a histogram.
        var value = 0.0
        /// How many observations fell into each bucket, the last one without a bound; empty for other kinds.
        var buckets: [Int]
    }

    private let series: Mutex<[[String]: Sample]>
    private let room: MetricRoom
    private let labelCount: Int
    private let fresh: Sample

    init(_ definition: Metric.Definition, room: MetricRoom) {
        if case .histogram(let bounds) = definition.kind {
            fresh = Sample(buckets: Array(repeating: 0, count: bounds.count + 1))
        } else {
            fresh = Sample(buckets: [])
        }
        self.room = room
        labelCount = definition.labels.count
        series = Mutex(labelCount == 0 ? [[]: fresh] : [:])
    }

    var samples: [[String]: Sample] { series.withLock { $0 } }

    /// The lines on the page: a histogram has its sum and count besides the buckets.
    private var cost: Int { fresh.buckets.isEmpty ? 1 : fresh.buckets.count + 2 }

    /// Changes a sample, or a fresh one where there is room; false where there is none.
    func update(_ labels: [String], _ change: (inout Sample) -> Void) -> Bool {
        guard labels.count == labelCount else { return false }
        return series.withLock { series in
            if let index = series.index(forKey: labels) {
                change(&series.values[index])
                return true
            }
            guard room.take(cost) else { return false }
            var sample = fresh
            change(&sample)
            series[labels] = sample
            return true
        }
    }

    func remove(_ labels: [String]) {
        if series.withLock({ $0.removeValue(forKey: labels) }) != nil { room.give(cost) }
    }
}
