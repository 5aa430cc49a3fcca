import NIOCore

extension Channel {
    /// The address of the other end without its port; of IPv4 in its own form also where the listener speaks IPv6.
    var clientAddress: String {
        guard let address = remoteAddress?.ipAddress else { return "unknown" }
        let mapped = "::ffff:"
        return address.hasPrefix(mapped) && address.contains(".") ? String(address.dropFirst(mapped.count)) : address
    }
}
