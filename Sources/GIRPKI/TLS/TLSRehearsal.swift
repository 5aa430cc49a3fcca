import COpenSSL
public import FoundationEssentials

/// One side of a connection: what it shows to the other, and whom it trusts.
public struct TLSParty: Sendable {
    /// The private key.
    public let key: PrivateKey
    /// The certificates it sends, the key's own first.
    public let chain: [Certificate]
    /// The certificates that it takes as trust anchors.
    public let anchors: [Certificate]

    /// Makes a side of a connection.
    public init(key: PrivateKey, chain: [Certificate], anchors: [Certificate]) {
        self.key = key
        self.chain = chain
        self.anchors = anchors
    }
}

/// A TLS handshake in memory, with both sides' real keys and certificates, before anyone depends on them.
///
/// OpenSSL's own verifier decides on either side. It knows nothing of ``TrustEvaluator``, which makes it a second opinion.
public enum TLSRehearsal {
    /// Shakes hands with TLS 1.2 or later and answers the version that was agreed on, such as `TLSv1.3`.
    ///
    /// - Parameters:
    ///   - host: the name or address that the client compares with the server's certificate.
    ///   - isMutual: whether the server asks for the client's certificate and insists on it.
    ///   - time: the moment at which the certificates have to be valid.
    /// - Throws: `handshakeFailed` with the reason of the side that gave up.
    @discardableResult
    public static func shakeHands(
        client: TLSParty,
        server: TLSParty,
        host: String,
        isMutual: Bool,
        at time: Date
    ) throws(PKIError) -> String {
        let calling = try Side(client, isServer: false, verifies: true, host: host, time: time)
        let answering = try Side(server, isServer: true, verifies: isMutual, host: nil, time: time)
        try calling.connect(to: answering)
        var isDone = (false, false)
        // Each round brings at least one flight to the other side; TLS has no more than four.
        for _ in 0..<20 {
            isDone.0 = try calling.advance("the client refuses the server")
            isDone.1 = try answering.advance("the server refuses the client")
            if isDone == (true, true) { return calling.version }
        }
        throw PKIError(.handshakeFailed, "the TLS handshake does not come to an end")
    }

    private final class Side {
        private let context: OpaquePointer
        private let connection: OpaquePointer

        init(_ party: TLSParty, isServer: Bool, verifies: Bool, host: String?, time: Date) throws(PKIError) {
            let what = "cannot prepare a TLS handshake"
            let context = try made(SSL_CTX_new(TLS_method()), what)
            do throws(PKIError) {
                try Self.configure(context, party, isServer: isServer, verifies: verifies, host: host, time: time)
                connection = try made(SSL_new(context), what)
            } catch {
                SSL_CTX_free(context)
                throw error
            }
            self.context = context
            if isServer { SSL_set_accept_state(connection) } else { SSL_set_connect_state(connection) }
        }

        deinit {
            SSL_free(connection)
            SSL_CTX_free(context)
        }

        private static func configure(
            _ context: OpaquePointer,
            _ party: TLSParty,
            isServer: Bool,
            verifies: Bool,
            host: String?,
            time: Date
        ) throws(PKIError) {
            let what = "cannot use the certificate for TLS"
            guard let own = party.chain.first else { throw PKIError(.invalidParameter, "there is no certificate") }
            // How strong keys are is for the trust decision to judge, not for the level of this machine's OpenSSL.
            SSL_CTX_set_security_level(context, 0)
            try succeeded(girctl_tls_set_minimum_1_2(context), what)
            try own.withX509 { handle throws(PKIError) in
                try succeeded(SSL_CTX_use_certificate(context, handle), what)
            }
            try succeeded(SSL_CTX_use_PrivateKey(context, party.key.handle), what)
            for issuer in party.chain.dropFirst() {
                try issuer.withX509 { handle throws(PKIError) in
                    try succeeded(girctl_tls_use_chain_certificate(context, handle), what)
                }
            }
            let store = SSL_CTX_get_cert_store(context)
            for anchor in party.anchors {
                try anchor.withX509 { handle throws(PKIError) in
                    try succeeded(X509_STORE_add_cert(store, handle), what)
                }
            }
            if verifies { SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil) }
            let parameters = SSL_CTX_get0_param(context)
            X509_VERIFY_PARAM_set_time(parameters, Int(time.timeIntervalSince1970))
            if let host, IPAddress.bytes(host) != nil {
                try succeeded(X509_VERIFY_PARAM_set1_ip_asc(parameters, host), what)
            } else if let host {
                try succeeded(X509_VERIFY_PARAM_set1_host(parameters, host, 0), what)
            }
        }

        func connect(to other: Side) throws(PKIError) {
            var (own, others): (OpaquePointer?, OpaquePointer?) = (nil, nil)
            try succeeded(BIO_new_bio_pair(&own, 1 << 17, &others, 1 << 17), "cannot allocate a buffer")
            SSL_set_bio(connection, own, own)
            SSL_set_bio(other.connection, others, others)
        }

        /// Does what can be done without the other side, and says whether the handshake is finished.
        func advance(_ what: String) throws(PKIError) -> Bool {
            ERR_clear_error()
            let status = SSL_do_handshake(connection)
            if status == 1 { return true }
            let reason = SSL_get_error(connection, status)
            if reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE { return false }
            let verdict = SSL_get_verify_result(connection)
            guard verdict == Int(X509_V_OK) else {
                ERR_clear_error()
                let words = X509_verify_cert_error_string(verdict).map { String(cString: $0) } ?? "not trusted"
                throw PKIError(.handshakeFailed, "\(what): \(words)")
            }
            throw openSSLFailure(.handshakeFailed, what)
        }

        var version: String { String(cString: SSL_get_version(connection)) }
    }
}
