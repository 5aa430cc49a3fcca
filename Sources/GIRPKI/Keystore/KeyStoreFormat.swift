/// The keystore formats that can be read.
public enum KeyStoreFormat: String, CaseIterable, Sendable, Hashable {
    /// Sun's format with stronger key protection and secret keys; read only.
    case jceks = "JCEKS"
    /// Sun's format, the default of Java up to 8.
    case jks = "JKS"
    /// PKCS#12 (RFC 7292), the default of Java since 9.
    case pkcs12 = "PKCS12"

    /// Whether ``KeyStore/encoded(password:random:)`` writes the format.
    public var isWritable: Bool { self != .jceks }

    /// Tells the format by the first bytes, never by a name; nil where it is none of these.
    public static func detect(_ bytes: [UInt8]) -> KeyStoreFormat? {
        if bytes.starts(with: jksMagic) { return .jks }
        if bytes.starts(with: jceksMagic) { return .jceks }
        return looksLikePFX(bytes.prefix(64)) ? .pkcs12 : nil
    }

    static let jksMagic: [UInt8] = [0xfe, 0xed, 0xfe, 0xed]
    static let jceksMagic: [UInt8] = [0xce, 0xce, 0xce, 0xce]

    // RFC 7292 §4: SEQUENCE { version INTEGER, authSafe SEQUENCE { OBJECT IDENTIFIER …pkcs-7 … } … }. Private keys in
    // DER begin with a SEQUENCE and an INTEGER too, but with version 0 or 1 and no PKCS#7 identifier behind it.
    private static func looksLikePFX(_ start: ArraySlice<UInt8>) -> Bool {
        var rest = start
        guard skipHeader(of: 0x30, in: &rest), rest.starts(with: [0x02, 0x01]) else { return false }
        rest = rest.dropFirst(2)
        let version = rest.popFirst()
        return version == 3 || skipHeader(of: 0x30, in: &rest) && rest.dropFirst(2).starts(with: pkcs7)
    }

    private static let pkcs7: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]

    private static func skipHeader(of tag: UInt8, in rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.popFirst() == tag, let length = rest.popFirst() else { return false }
        // 0x80 is the indefinite length: no more bytes.
        if length > 0x80 { rest = rest.dropFirst(Int(length & 0x7f)) }
        return true
    }
}
