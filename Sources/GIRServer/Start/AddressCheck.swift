import Glibc
import NIOCore

/// Whether the server could listen on an address, found out without listening.
enum AddressCheck {
    /// Takes any free port of the address and lets go of it: the port of the configuration may be in use by the server
    /// that is running.
    ///
    /// - Throws: ``ServerError`` as the listener itself does.
    static func check(host: String?, port: Int) throws(ServerError) {
        guard let host else { return }
        do {
            try take(try SocketAddress.makeAddressResolvingHost(host, port: 0))
        } catch {
            throw ServerError(listening: error, host: host, port: port)
        }
    }

    private static func take(_ address: SocketAddress) throws(IOError) {
        let descriptor = socket(Int32(address.protocol.rawValue), Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        defer { close(descriptor) }
        let result = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) }
        guard result == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
    }
}
