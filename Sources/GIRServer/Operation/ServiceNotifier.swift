import Glibc

/// Tells the service manager how the server stands, in systemd's protocol: datagrams of `NAME=value` lines to the socket
/// that `NOTIFY_SOCKET` names (sd_notify(3)).
public struct ServiceNotifier: Sendable {
    /// What is told.
    public enum Message: Sendable, Hashable {
        /// Clients can connect, or a reload is over; with a line for `systemctl status`.
        case ready(status: String)
        /// The configuration is being read again.
        case reloading
        /// A line for `systemctl status`.
        case status(String)
        /// The end has begun.
        case stopping(status: String)
        /// The server is alive.
        case watchdog

        var text: String {
            switch self {
            case .ready(let status): "READY=1\nSTATUS=\(Self.line(status))"
            // systemd measures the reload against its own clock.
            case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds())"
            case .status(let status): "STATUS=\(Self.line(status))"
            case .stopping(let status): "STOPPING=1\nSTATUS=\(Self.line(status))"
            case .watchdog: "WATCHDOG=1"
            }
        }

        private static func line(_ text: String) -> String { LogText.escaped(text) }

        private static func monotonicMicroseconds() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
        }
    }

    /// How often the manager wants a sign of life; nil where it wants none.
    public let watchdog: Duration?
    private let path: [UInt8]?

    /// Tells nobody anything.
    public static let none = ServiceNotifier(environment: [:])

    /// Takes what the manager has set: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    public init(environment: [String: String], processIdentifier: Int32? = nil) {
        path = Self.path(environment["NOTIFY_SOCKET"] ?? "")
        let isForThis = environment["WATCHDOG_PID"].map { $0 == "\(processIdentifier ?? getpid())" } ?? true
        let time = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog = path != nil && isForThis && time > 0 ? .microseconds(time) : nil
    }

    /// The bytes of the address; an `@` stands for the zero byte of an abstract one.
    private static func path(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("/") || text.hasPrefix("@"), text.utf8.count > 1,
            text.utf8.count < MemoryLayout<sockaddr_un>.size - pathOffset
        else { return nil }
        var bytes = Array(text.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        return bytes
    }

    private static let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2

    /// Sends a message; nobody listening is no failure of the server's.
    public func send(_ message: Message) {
        guard let path else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        // The length tells where an abstract name ends.
        let length = socklen_t(Self.pathOffset + path.count)
        var text = message.text
        text.withUTF8 { bytes in
            withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
                }
            }
        }
    }
}
