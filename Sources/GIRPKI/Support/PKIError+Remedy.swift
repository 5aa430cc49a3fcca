extension PKIError {
    /// What to do about it: the hint, or what helps with most failures of this kind.
    public var remedy: String { hint ?? code.remedy }
}

extension PKIError.Code {
    fileprivate var remedy: String {
        switch self {
        case .aliasExists: "choose another alias"
        case .aliasNotFound: "see which there are with: girctl keystore list FILE"
        case .cryptography: "run the command again; where it stays so, report it with the line above"
        case .handshakeFailed:
            "check names, dates and issuers of both certificates: girctl ca validate --ca CA --chain FILE"
        case .integrityCheckFailed: "check the password; if it is right the file was changed: take it from a backup"
        case .invalidParameter: "see the command's --help"
        case .keyMismatch: "take the key and the certificate that were made for each other"
        case .limitExceeded: "check the path: no usual file of this kind has that much"
        case .malformed: "the file is damaged: copy it again, or take it from a backup"
        case .passwordRequired: "give its password"
        case .truncated: "the file was cut short, as by a copy that broke off: copy it again, or take it from a backup"
        case .unsupportedAlgorithm: "write it anew with a newer tool, such as keytool or openssl of today"
        case .unsupportedFormat: "keystores are JKS, JCEKS or PKCS#12 files, certificates and keys PEM or DER"
        case .wrongEntryKind: "see the kinds with: girctl keystore list FILE"
        case .wrongPassword: "give the password that it was protected with"
        }
    }
}
