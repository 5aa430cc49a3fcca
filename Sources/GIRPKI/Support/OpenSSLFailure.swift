import COpenSSL

/// Makes an error from the newest entry of OpenSSL's error queue and empties the queue.
///
/// - Parameters:
///   - code: the kind of failure, as the caller understands it.
///   - what: what was being done, such as "read the private key"; OpenSSL's reason in words follows it.
///   - hint: the remedy.
func openSSLFailure(_ code: PKIError.Code, _ what: String, hint: String? = nil) -> PKIError {
    defer { ERR_clear_error() }
    let newest = girctl_error_peek()
    guard newest != 0, let reason = ERR_reason_error_string(newest) else {
        return PKIError(code, what, hint: hint)
    }
    return PKIError(code, "\(what): \(String(cString: reason))", hint: hint)
}

/// Returns the object an OpenSSL call made, or throws with OpenSSL's reason.
func made(_ object: OpaquePointer?, _ what: String) throws(PKIError) -> OpaquePointer {
    guard let object else { throw openSSLFailure(.cryptography, what) }
    return object
}

/// Throws with OpenSSL's reason unless the call returned 1 (its way to say that all went well).
func succeeded(_ status: Int32, _ what: String) throws(PKIError) {
    guard status == 1 else { throw openSSLFailure(.cryptography, what) }
}
