public import FoundationEssentials
import GIRPKI

/// How a running server stands with the files that its TLS comes from.
public struct ReloadState: Sendable, Hashable {
    /// A replacement that was refused.
    public struct Failure: Sendable, Hashable {
        /// When.
        public let at: Date
        /// Why, in the words of the log.
        public let reason: String
    }

    /// How often the settings were taken from the files, the start included.
    public private(set) var generation = 1
    /// When they were taken last.
    public private(set) var loaded: Date
    /// When the certificate in use ends.
    public private(set) var certificateExpires: Date
    /// Why the files, as they are now, are not in use; nil where they are.
    public private(set) var failure: Failure?

    /// Whether what the files say is in use.
    public var isCurrent: Bool { failure == nil }

    init(_ settings: TLSSettings, loaded: Date) {
        self.loaded = loaded
        certificateExpires = settings.identity.endEntity.notAfter
    }

    mutating func succeeded(_ settings: TLSSettings, at now: Date) {
        generation += 1
        loaded = now
        certificateExpires = settings.identity.endEntity.notAfter
        failure = nil
    }

    mutating func failed(_ reason: String, at now: Date) { failure = Failure(at: now, reason: reason) }
}
