public import FoundationEssentials
import GIRPKI
import NIOCore
import NIOSSL
import Synchronization

/// One generation of keys, trust and session tickets; a connection stays with the one it began with.
final class TLSMaterial: Sendable {
    let settings: TLSSettings
    let hosts: ServedHosts?
    private let context: NIOSSLContext

    init(_ settings: TLSSettings) throws {
        self.settings = settings
        let identities = [settings.identity] + settings.identity.others
        hosts = ServedHosts(identities.map(\.endEntity), others: settings.otherHosts)
        context = try settings.context()
    }

    /// Whether clients may be told to come to the host: one that is served, or where the certificate has no names, one of
    /// the configuration's or an address.
    func mayName(_ host: String) -> Bool {
        hosts?.cover(host)
            ?? (ServedHosts.isUnmistakable(host) || settings.otherHosts.contains { $0.lowercased() == host })
    }

    /// The handler of a new connection from this client.
    func makeHandler(_ environment: ServerEnvironment, client: String) -> NIOSSLServerHandler {
        guard let clients = settings.clients else { return NIOSSLServerHandler(context: context) }
        return NIOSSLServerHandler(context: context) { chain, decision in
            clients.verify(chain, decision, client: client, environment: environment)
        }
    }
}

/// What the connections of a listener speak TLS with, to be replaced while it runs.
public final class ListenerTLS: Sendable {
    private struct Held: Sendable {
        var material: TLSMaterial
        var state: ReloadState
    }

    private let held: Mutex<Held>

    /// Prepares the first generation.
    ///
    /// - Throws: ``ServerError`` where the key or the certificate cannot be used for TLS.
    public init(_ settings: TLSSettings, now: Date) throws {
        held = Mutex(Held(material: try TLSMaterial(settings), state: ReloadState(settings, loaded: now)))
    }

    /// How the replacements went.
    public var state: ReloadState { held.withLock { $0.state } }

    var current: TLSMaterial { held.withLock { $0.material } }

    /// Gives new connections other settings.
    ///
    /// - Throws: ``ServerError`` where the key or the certificate cannot be used for TLS; nothing is replaced then.
    func replace(with settings: TLSSettings, now: Date) throws {
        let material = try TLSMaterial(settings)
        held.withLock {
            $0.material = material
            $0.state.succeeded(settings, at: now)
        }
    }

    /// Gives new connections the same settings, and a new key for their session tickets.
    func renewTickets(_ settings: TLSSettings) throws {
        let material = try TLSMaterial(settings)
        held.withLock { $0.material = material }
    }

    /// Remembers that a replacement was refused; the present settings stay.
    func refuse(_ reason: String, now: Date) { held.withLock { $0.state.failed(reason, at: now) } }
}
