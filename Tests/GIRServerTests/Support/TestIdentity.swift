import FoundationEssentials
import GIRPKI
import GIRServer

/// A self-signed identity for `localhost` that is valid through 2025.
enum TestIdentity {
    static let notBefore = Date(timeIntervalSince1970: 1_735_689_600)
    static let notAfter = Date(timeIntervalSince1970: 1_767_225_600)

    static func make(
        _ specification: KeySpecification = .ec(.p256),
        servingWith other: PrivateKey? = nil,
        now: Date = LogLines.moment
    ) throws -> ServerIdentity {
        let key = try PrivateKey.generate(specification)
        let template = CertificateTemplate.endEntity(
            subject: try DistinguishedName("CN=localhost"),
            names: [.dns("localhost")],
            usages: [.serverAuth],
            notBefore: notBefore,
            notAfter: notAfter
        )
        return try ServerIdentity(
            alias: "server",
            key: other ?? key,
            chain: [try template.selfSigned(by: key)],
            keystore: "keystore.jks",
            now: now
        )
    }
}
