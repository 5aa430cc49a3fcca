import Glibc

/// Finds TCP ports for servers that a test starts.
public enum FreePort {
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
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXFailure("open a socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = withUnsafeMutableBytes(of: &address) { raw -> Bool in
            guard let pointer = raw.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
            return bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
        }
        guard done else {
            defer { close(descriptor) }
            throw POSIXFailure("bind a port of 127.0.0.1")
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
