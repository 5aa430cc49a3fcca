import Glibc
import Synchronization

/// Finds TCP ports for servers that a test starts.
///
/// They lie below the ports that the kernel gives to outgoing connections: between finding a port and the start of
/// the server that listens there, which takes a Java server seconds, another test's connection could take it.
public enum FreePort {
    private static let range = 12_000..<32_000
    /// Ports that were given to a test of this run, none of which is given to a second one.
    private static let given = Mutex<Set<Int>>([])

    /// A port of 127.0.0.1 that was free a moment ago.
    public static func find() throws -> Int {
        let (descriptor, port) = try bound()
        close(descriptor)
        return port
    }

    /// So many ports of 127.0.0.1, all of which were free at one moment.
    public static func find(_ count: Int) throws -> [Int] {
        var held: [(descriptor: Int32, port: Int)] = []
        defer { held.forEach { close($0.descriptor) } }
        for _ in 0..<count { held.append(try bound()) }
        return held.map(\.port)
    }

    /// Holds a listening port for the length of the call, for tests of "address already in use".
    public static func withTaken<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
        let (descriptor, port) = try bound()
        defer { close(descriptor) }
        guard listen(descriptor, 1) == 0 else { throw POSIXFailure("listen on port \(port)") }
        return try await body(port)
    }

    /// Whether this machine has the IPv6 loopback address.
    public static let hasIPv6: Bool = {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        return withUnsafeBytes(of: &address) { raw in
            guard let pointer = raw.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
            return bind(descriptor, pointer, socklen_t(raw.count)) == 0
        }
    }()

    private static func bound() throws -> (descriptor: Int32, port: Int) {
        for _ in 0..<1000 {
            let port = Int.random(in: range)
            guard given.withLock({ $0.insert(port).inserted }) else { continue }
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw POSIXFailure("open a socket") }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            address.sin_port = in_port_t(port).bigEndian
            let isFree = withUnsafeBytes(of: &address) { raw in
                guard let pointer = raw.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
                return bind(descriptor, pointer, socklen_t(raw.count)) == 0
            }
            if isFree { return (descriptor, port) }
            close(descriptor)
        }
        throw POSIXFailure("bind a port of 127.0.0.1")
    }
}
