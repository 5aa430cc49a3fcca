import GIRConfigKit
import Glibc

/// Listening sockets that the service manager has opened (sd_listen_fds(3)): with them a server without privileges
/// answers on port 443, and no connection is lost while it restarts.
public struct InheritedSockets: Sendable, Hashable {
    /// The socket for clients.
    public private(set) var door: Int32?
    /// The socket for health and metrics, named `management`.
    public private(set) var management: Int32?

    // SD_LISTEN_FDS_START
    private static let first: Int32 = 3
    private static let most: Int32 = 2

    /// Takes what the manager has set: `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES`.
    ///
    /// - Throws: `configuration` where there are sockets that do not listen, or more than can be used.
    public init(environment: [String: String], processIdentifier: Int32? = nil) throws(ServerError) {
        try self.init(environment, processIdentifier ?? getpid(), isListening: Self.isListening)
        for descriptor in [door, management] {
            // What this process starts has no business with it.
            if let descriptor { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
    }

    init(
        _ environment: [String: String],
        _ processIdentifier: Int32,
        isListening: (Int32) -> Bool
    ) throws(ServerError) {
        guard environment["LISTEN_PID"] == "\(processIdentifier)",
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0
        else { return }
        guard count <= Self.most else {
            throw ServerError(
                .configuration,
                "the service manager has opened \(count) sockets, and this server uses one for clients and one for management",
                hint:
                    "give its socket unit one ListenStream, and the management socket a unit with FileDescriptorName=management"
            )
        }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        for index in 0..<Int(count) {
            let descriptor = Self.first + Int32(index)
            guard isListening(descriptor) else {
                throw ServerError(
                    .configuration,
                    "descriptor \(descriptor) of the service manager is no stream socket that listens",
                    hint: "use ListenStream= and Accept=no in the socket unit"
                )
            }
            let isManagement = index < names.count && names[index] == "management"
            guard isManagement ? management == nil : door == nil else {
                throw ServerError(
                    .configuration,
                    "the service manager has opened two sockets for \(isManagement ? "management" : "clients")",
                    hint: "name the one for management: FileDescriptorName=management"
                )
            }
            if isManagement { management = descriptor } else { door = descriptor }
        }
    }

    private static func isListening(_ descriptor: Int32) -> Bool {
        option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue) && option(SO_ACCEPTCONN, of: descriptor) == 1
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }
}

extension InheritedSockets {
    /// Whether other machines reach a socket; one that has no address of the internet is reached from this one only.
    static func isReachedByOthers(_ descriptor: Int32) -> Bool {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let address = withUnsafeMutableBytes(of: &storage) { bytes -> String? in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                getsockname(descriptor, start, &size) == 0
            else { return nil }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard start.pointee.sa_family != sa_family_t(AF_UNIX) else { return "127.0.0.1" }
            let flags = Int32(NI_NUMERICHOST)
            guard getnameinfo(start, size, &text, socklen_t(text.count), nil, 0, flags) == 0 else { return nil }
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return address.map { !LoopbackAddress.isOne($0) } ?? true
    }
}

extension ServerConfiguration {
    /// Uses sockets that are open already in place of the addresses of the configuration.
    ///
    /// - Throws: `configuration` for a management socket that other machines reach, unless that is allowed.
    public mutating func use(_ sockets: InheritedSockets) throws(ServerError) {
        socket = sockets.door
        guard let descriptor = sockets.management else { return }
        if management?.allowsOtherMachines == false, InheritedSockets.isReachedByOthers(descriptor) {
            throw ServerError(
                .configuration,
                "the service manager has opened a management socket that other machines reach, and its pages need no login",
                hint:
                    "use ListenStream=127.0.0.1:8091, or say that it is meant: girctl.management.allowOtherMachines: true"
            )
        }
        management?.socket = descriptor
    }
}
