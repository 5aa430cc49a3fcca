import COpenSSL
import FoundationEssentials
import Glibc

extension ASN1_STRING {
    /// The content bytes; none where there are none.
    var bytes: [UInt8] {
        guard length > 0, let data else { return [] }
        return [UInt8](UnsafeBufferPointer(start: data, count: Int(length)))
    }

    /// The content of a string type whose characters are bytes, such as IA5String; bytes above 127 are replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The characters of any ASN.1 string type, or nil where its bytes are not valid for the type.
func text(of string: UnsafePointer<ASN1_STRING>?) -> String? {
    guard let string else { return nil }
    var buffer: UnsafeMutablePointer<UInt8>?
    let count = ASN1_STRING_to_UTF8(&buffer, string)
    guard count >= 0, let buffer else {
        ERR_clear_error()
        return nil
    }
    defer { girctl_free(buffer) }
    return String(decoding: UnsafeBufferPointer(start: buffer, count: Int(count)), as: UTF8.self)
}

/// The moment of an ASN.1 UTCTime or GeneralizedTime, or nil where it is not one (RFC 5280 §4.1.2.5).
func date(of time: UnsafePointer<ASN1_TIME>?) -> Date? {
    var parts = tm()
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else {
        ERR_clear_error()
        return nil
    }
    return Date(timeIntervalSince1970: Double(timegm(&parts)))
}

/// The dotted form of an object identifier.
func dotted(_ object: OpaquePointer?) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = OBJ_obj2txt(&buffer, Int32(buffer.count), object, 1)
    guard count > 0 else { return "" }
    return String(
        decoding: buffer.prefix(min(Int(count), buffer.count - 1)).map(UInt8.init(bitPattern:)),
        as: UTF8.self
    )
}
