import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// The reason why a connection is not there, in the words of a person.
public enum HandshakeFailure {
    /// Why there is no connection.
    static func unreachable(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            let reasons = error.connectionErrors.map { unreachable($0.error) }
            if let reason = reasons.first { return Set(reasons).count == 1 ? reason : reasons.joined(separator: "; ") }
            let unresolved = error.dnsAError ?? error.dnsAAAAError
            return unresolved == nil ? "the host has no address" : "the host name '\(error.host)' is not known"
        case let error as IOError: return reason(error)
        case is ChannelError: return "the connection is not accepted in time"
        default: return "the connection cannot be made"
        }
    }

    /// Why the handshake or what follows it failed.
    public static func handshake(_ error: any Error) -> String {
        if let error = error as? IOError { return "the peer ended the connection: \(reason(error))" }
        let text = String(describing: error)
        if let known = reasons.first(where: { text.contains($0.mark) }) { return known.words }
        if let error = error as? NIOSSLError, case .uncleanShutdown = error { return closed }
        return "the handshake failed: \(library(text))"
    }

    static let closed = "the peer ended the connection during the handshake"

    /// Whether the peer asks for a client certificate, or does not take the one it got.
    static func isAboutClientCertificate(_ error: any Error) -> Bool {
        let text = String(describing: error)
        return clientMarks.contains { text.contains($0) }
    }

    /// Whether the peer ends the connection with an alert, of whatever kind.
    static func isAlert(_ error: any Error) -> Bool { String(describing: error).contains("_ALERT_") }

    private static let clientMarks = [
        "CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA", "ALERT_CERTIFICATE_EXPIRED",
        "ALERT_CERTIFICATE_UNKNOWN", "ALERT_CERTIFICATE_REVOKED", "ALERT_UNSUPPORTED_CERTIFICATE",
    ]

    private static let reasons: [(mark: String, words: String)] = [
        ("EOF during handshake", closed), ("CERTIFICATE_REQUIRED", "the peer wants a client certificate"),
        ("ALERT_UNKNOWN_CA", "the peer does not know the CA of the client certificate"),
        ("ALERT_CERTIFICATE_EXPIRED", "the client certificate has expired"),
        ("ALERT_BAD_CERTIFICATE", "the peer refuses the client certificate, or the lack of one"),
        ("ALERT_CERTIFICATE_UNKNOWN", "the peer refuses the client certificate"),
        ("ALERT_UNSUPPORTED_CERTIFICATE", "the peer does not take client certificates of this kind"),
        ("ALERT_CERTIFICATE_REVOKED", "the client certificate is revoked"),
        ("PROTOCOL_VERSION", "the peer speaks neither TLS 1.2 nor 1.3"),
        ("UNSUPPORTED_PROTOCOL", "the peer speaks neither TLS 1.2 nor 1.3"),
        (
            "HANDSHAKE_FAILURE",
            "the peer refuses the handshake: no common cipher suite, or it wants a client certificate"
        ),
        ("UNRECOGNIZED_NAME", "the peer does not know the server name that was sent"),
        ("ALERT_INTERNAL_ERROR", "the peer has an internal error: its keystore may hold no usable private key"),
        ("KEY_USAGE_BIT_INCORRECT", "the key usage of the peer's certificate does not allow this handshake"),
        ("BAD_ECC_CERT", "the peer's certificate has an elliptic curve that is not offered"),
        ("WRONG_SIGNATURE_TYPE", "the peer signs with an algorithm that is not offered"),
        ("CANNOT_PARSE_LEAF_CERT", "the peer's certificate cannot be read"),
        ("DECODE_ERROR", "the peer's certificate or message cannot be read"),
        ("EXCESSIVE_MESSAGE_SIZE", "the peer sends a chain that is too large"),
    ]

    /// The library's own name of the reason, without its codes and source lines.
    private static func library(_ text: String) -> String {
        // error:1000007e:SSL routines:OPENSSL_internal:NAME_OF_THE_REASON at …
        guard let start = text.firstRange(of: "OPENSSL_internal:") else { return "no reason is given" }
        let name = text[start.upperBound...].prefix { $0.isUppercase || $0 == "_" || $0.isNumber }
        let words = name.lowercased().split(separator: "_").joined(separator: " ")
        return words.isEmpty ? "the peer answers with an unknown alert" : words
    }

    private static func reason(_ error: IOError) -> String {
        let text = String(cString: strerror(error.errnoCode))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
