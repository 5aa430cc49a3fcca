import Glibc
import NIOCore
import NIOPosix

extension ServerError {
    /// Why a listener could not be opened.
    init(listening error: any Error, host: String?, port: Int) {
        let place = "port \(port)\(host.map { " of '\($0)'" } ?? "")"
        guard let code = (error as? IOError)?.errnoCode else {
            self.init(
                .addressUnavailable,
                "'\(host ?? "")' is not an address of this machine",
                hint: "give 'jetty.host' an address of this machine, or leave it empty for all of them"
            )
            return
        }
        switch code {
        case EADDRINUSE:
            self.init(
                .addressInUse,
                "\(place) is in use by another process",
                hint: "see which with: ss -ltnp 'sport = :\(port)'"
            )
        case EACCES, EPERM:
            self.init(
                .addressNotPermitted,
                "\(place) may not be opened by this user",
                hint: "ports below 1024 need CAP_NET_BIND_SERVICE; choose another one, for example 9443"
            )
        case EADDRNOTAVAIL, EAFNOSUPPORT:
            self.init(
                .addressUnavailable,
                "'\(host ?? "")' is not an address of this machine",
                hint: "give 'jetty.host' an address of this machine, or leave it empty for all of them"
            )
        default:
            self.init(.internalFault, "cannot listen on \(place): \(String(cString: strerror(code)))")
        }
    }
}
