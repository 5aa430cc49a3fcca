import GIRConfigKit
import GIRPKI

/// What the peers in the examples of the rules send: the first part of a host's name says it.
enum ExampleLinks {
    /// What is found at the links of a source.
    static func found(in source: SourceText) -> [LinkInspection] {
        let configuration = ApplicationConfiguration.read(source, linter: Linter(rules: [])).configuration
        return (configuration?.links ?? []).flatMap { link -> [LinkInspection] in
            guard link.endpoints.isEmpty else { return link.endpoints.map { found(link, $0) } }
            return link.unreadable.prefix(1).map { text in
                LinkInspection(link.name, at: nil, reason: .link(.addressUnknown), message: "'\(text)' is no address")
            }
        }
    }

    private static func found(_ link: LinkSettings, _ endpoint: LinkEndpoint) -> LinkInspection {
        let kind = endpoint.host.prefix { $0 != "." }
        let reason: LinkInspection.Reason? =
            switch kind {
            case _ where link.encryption != .on: .link(.notEncrypted)
            case "demanding": .link(.clientCertificateRefused)
            case "old": .link(.handshakeFailed)
            case "plaintext": .link(.noTLS)
            case "refusing": .link(.loginRefused)
            case "renamed": .trust(.nameMismatch)
            case "unfit": .link(.storeUnfit)
            case "unreachable": .link(.unreachable)
            case "untrusted": .trust(.missingIssuer)
            default: if case .nothing = link.trust { .link(.notVerified) } else { nil }
            }
        return LinkInspection(
            link.name,
            at: endpoint,
            reason: reason,
            message: "as in the example",
            help: ["mend it"],
            daysLeft: kind == "expiring" ? 9 : 90,
            hasWeakName: kind == "weakly-named"
        )
    }
}
