public import GIRConfigKit

/// Where the management listener is.
public struct ManagementSettings: Sendable, Hashable {
    /// The address.
    public var host: String
    /// The port; 0 takes a free one.
    public var port: Int
    /// Whether somebody has chosen the port; if not, it is no obstacle that it is taken.
    public var isPortWritten: Bool

    /// Whether it is meant that other machines reach it.
    public var allowsOtherMachines = false

    /// A socket that listens already; nil opens one.
    public var socket: Int32?

    /// Whether only programs on this machine reach it.
    var isLocal: Bool { LoopbackAddress.isOne(host) && (socket == nil || !allowsOtherMachines) }

    /// Takes an address that other machines do not reach.
    public init(host: String = "127.0.0.1", port: Int, isPortWritten: Bool = true) {
        self.host = host
        self.port = port
        self.isPortWritten = isPortWritten
    }

    /// Takes what application.yaml says; nil where the listener is not wanted.
    ///
    /// - Throws: `configuration` for an address that other machines reach, unless that is allowed in so many words.
    public init?(_ settings: OperationSettings.Management) throws(ServerError) {
        guard settings.isEnabled else { return nil }
        guard settings.allowsOtherMachines || LoopbackAddress.isOne(settings.host) else {
            throw ServerError(
                .configuration,
                "'girctl.management.host' is '\(settings.host)', which other machines reach, and its pages need no login",
                hint: "use 127.0.0.1, or say that it is meant: girctl.management.allowOtherMachines: true"
            )
        }
        self.init(host: settings.host, port: settings.port, isPortWritten: settings.isPortWritten)
        allowsOtherMachines = settings.allowsOtherMachines
    }
}
