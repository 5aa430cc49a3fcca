/// The object identifiers of PKCS#12 (RFC 7292 §4.2), PKCS#7 and PKCS#9 that keystores are made of.
enum PKCS12Identifier {
    static let data = "1.2.840.113549.1.7.1"
    static let signedData = "1.2.840.113549.1.7.2"
    static let envelopedData = "1.2.840.113549.1.7.3"
    static let encryptedData = "1.2.840.113549.1.7.6"

    static let keyBag = "1.2.840.113549.1.12.10.1.1"
    static let shroudedKeyBag = "1.2.840.113549.1.12.10.1.2"
    static let certificateBag = "1.2.840.113549.1.12.10.1.3"
    static let secretBag = "1.2.840.113549.1.12.10.1.5"
    static let safeContentsBag = "1.2.840.113549.1.12.10.1.6"

    static let x509Certificate = "1.2.840.113549.1.9.22.1"
    static let friendlyName = "1.2.840.113549.1.9.20"
    static let localKeyID = "1.2.840.113549.1.9.21"
    /// Oracle's mark of a certificate that is trusted, and the usage "any" that Java writes into it.
    static let trustedKeyUsage = "2.16.840.1.113894.746875.1.1"
    static let anyExtendedKeyUsage = "2.5.29.37.0"

    static let pbmac1 = "1.2.840.113549.1.5.14"
}
