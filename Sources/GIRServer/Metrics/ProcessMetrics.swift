import FoundationEssentials
import Glibc
import Synchronization

/// What Prometheus' client libraries tell about their process, from `/proc/self` at the moment of the scrape.
struct ProcessMetrics {
    var residentBytes = 0.0
    var cpuSeconds = 0.0
    var startTime = 0.0
    var openFiles = 0.0
    var openFilesLimit = 0.0

    /// Reads them; what cannot be read stays zero.
    init() {
        let ticks = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        // The name in parentheses may hold spaces; what follows it is fields 3 and on (proc(5)).
        if let stat = Self.text("/proc/self/stat"), let end = stat.lastIndex(of: ")") {
            let fields = stat[end...].split(separator: " ").dropFirst().map { Double($0) ?? 0 }
            if fields.count > 21 {
                cpuSeconds = (fields[11] + fields[12]) / ticks
                startTime = Self.bootTime + fields[19] / ticks
                residentBytes = fields[21] * Double(sysconf(Int32(_SC_PAGESIZE)))
            }
        }
        openFiles = Double((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0)
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            openFilesLimit = Double(limit.rlim_cur)
        }
    }

    /// Writes them under the names that all of Prometheus' libraries use, and what of the process is counted beside them.
    func write(to page: inout PrometheusText) {
        page.write(
            "log_lines_dropped_total",
            "Log lines that found no room while the log could not be written.",
            "counter",
            Double(LogWriter.linesDropped.load(ordering: .relaxed))
        )
        page.write("process_cpu_seconds_total", "Processor time used, in seconds.", "counter", cpuSeconds)
        page.write("process_max_fds", "File descriptors that may be open.", "gauge", openFilesLimit)
        page.write("process_open_fds", "Open file descriptors.", "gauge", openFiles)
        page.write("process_resident_memory_bytes", "Memory in use, in bytes.", "gauge", residentBytes)
        page.write("process_start_time_seconds", "Start, in seconds since 1970.", "gauge", startTime)
    }

    /// Not from /proc/stat, which a hardened service does not see.
    private static var bootTime: Double {
        var sinceBoot = timespec()
        clock_gettime(CLOCK_BOOTTIME, &sinceBoot)
        return Date().timeIntervalSince1970 - Double(sinceBoot.tv_sec) - Double(sinceBoot.tv_nsec) / 1e9
    }

    private static func text(_ path: String) -> String? {
        (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
    }
}
