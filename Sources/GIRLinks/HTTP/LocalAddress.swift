import GIRConfigKit
import GIRPKI
import NIOCore
import NIOPosix

/// The addresses that lead to this machine itself, to whoever is on the same cable, or to what clouds tell their machines.
///
/// Where the one who names an address is not the one who runs the server, none of these is anything he could reach.
public enum LocalAddress {
    /// Whether the host of an address is one of them as it is written; of a name only the connection can tell.
    public static func isWritten(in address: WebAddress) -> Bool {
        let host = address.peer.endpoint.asciiHost
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        return IPAddress.bytes(host).map(isOne) ?? false
    }

    static func isOne(_ address: SocketAddress) -> Bool {
        address.ipAddress.flatMap { IPAddress.bytes($0) }.map(isOne) ?? true
    }

    static func isOne(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 16 else { return isLocalIPv4(bytes) }
        // Such that carry one of IPv4 (RFC 4291 §2.5.5, RFC 6052), among them `::` and `::1`.
        let zeros = [UInt8](repeating: 0, count: 10)
        let carriers: [[UInt8]] = [zeros + [0, 0], zeros + [0xff, 0xff], [0, 0x64, 0xff, 0x9b] + zeros.prefix(8)]
        if carriers.contains(where: bytes.starts) { return isLocalIPv4(Array(bytes.suffix(4))) }
        let isLinkLocal = bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
        return isLinkLocal || bytes[0] == 0xff || bytes == metadataIPv6
    }

    /// Besides loopback: "this network", link-local, multicast and above, and two clouds' own (RFC 6890).
    private static func isLocalIPv4(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 4 else { return true }
        return bytes[0] == 127 || bytes[0] == 0 || bytes[0] >= 224 || bytes.starts(with: [169, 254])
            || metadataIPv4.contains(bytes)
    }

    private static let metadataIPv4: [[UInt8]] = [[100, 100, 100, 200], [168, 63, 129, 16]]
    private static let metadataIPv6: [UInt8] = [0xfd, 0, 0x0e, 0xc2] + [UInt8](repeating: 0, count: 10) + [2, 0x54]

    /// Stands in the pipeline of a connection to be made, and lets it be made to other addresses only: to those that the
    /// name has at that very moment.
    final class Refusal: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        private struct Refused: Error {}

        static let reason =
            "the address is one that only this machine reaches, and 'girctl.localMedia' does not allow it"

        func connect(context: ChannelHandlerContext, to address: SocketAddress, promise: EventLoopPromise<Void>?) {
            guard LocalAddress.isOne(address) else { return context.connect(to: address, promise: promise) }
            promise?.fail(Refused())
        }

        static func isReason(for error: any Error) -> Bool {
            if let error = error as? NIOConnectionError {
                return error.connectionErrors.contains { $0.error is Refused }
            }
            return error is Refused
        }
    }
}
