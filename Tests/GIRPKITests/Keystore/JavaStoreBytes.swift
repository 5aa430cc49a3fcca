import GIRPKI

/// Builds JKS and JCEKS files byte by byte, to say things in them that no program writes.
struct JavaStoreBytes {
    var bytes: [UInt8]

    init(magic: UInt32 = 0xfeed_feed, version: UInt32 = 2, count: UInt32) {
        bytes = []
        number(magic)
        number(version)
        number(count)
    }

    mutating func number(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }

    mutating func text(_ value: [UInt8]) {
        number(UInt16(truncatingIfNeeded: value.count))
        bytes += value
    }

    mutating func text(_ value: String) { text(Array(value.utf8)) }

    /// The head of an entry: tag, alias, date.
    mutating func head(_ tag: UInt32, _ alias: String = "alias", created: Int64 = 1_800_000_000_000) {
        number(tag)
        text(alias)
        number(created)
    }

    mutating func certificate(_ der: [UInt8], type: String? = "X.509") {
        if let type { text(type) }
        number(UInt32(der.count))
        bytes += der
    }

    /// The file with a right digest.
    func sealed(_ password: String = "storepassword") -> [UInt8] {
        let characters = password.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        return bytes + Digest.sha1(characters + Array("Mighty Aphrodite".utf8) + bytes)
    }

    /// A JCEKS store with the fixture's entries and a secret key, `secret`; JCEKS takes JKS's key protection as well.
    static func jceks() throws -> [UInt8] {
        let jks = try KeyStoreFixture.store(.jks).encoded(password: KeyStoreFixture.password)
        var store = JavaStoreBytes(magic: 0xcece_cece, count: 3)
        store.bytes += jks.dropFirst(12).dropLast(20)
        store.head(3, "secret")
        store.bytes += SealedObjectBytes().bytes
        return store.sealed()
    }
}

/// A serialized secret key as the JDK writes it, with parts to be changed.
struct SealedObjectBytes {
    var outerClass = "com.sun.crypto.provider.SealedObjectForKeyProtector"
    var innerClass = "javax.crypto.SealedObject"
    var flags: UInt8 = 2
    var arrayLength: UInt32 = 15
    var algorithmReference: UInt32 = 0x7e_0008

    var bytes: [UInt8] {
        var stream = JavaStoreBytes(count: 0)
        stream.bytes = [0xac, 0xed, 0, 5, 0x73, 0x72]
        stream.text(outerClass)
        stream.bytes += [0xcd, 0x57, 0xca, 0x59, 0xe7, 0x30, 0xbb, 0x53, 2, 0, 0, 0x78, 0x72]
        stream.text(innerClass)
        stream.bytes += [0x3e, 0x36, 0x3d, 0xa6, 0xc3, 0xb7, 0x54, 0x70, flags, 0, 4]
        stream.bytes.append(UInt8(ascii: "["))
        stream.text("encodedParams")
        stream.bytes.append(0x74)
        stream.text("[B")
        stream.bytes.append(UInt8(ascii: "["))
        stream.text("encryptedContent")
        stream.bytes += [0x71, 0, 0x7e, 0, 2]
        stream.bytes.append(UInt8(ascii: "L"))
        stream.text("paramsAlg")
        stream.bytes.append(0x74)
        stream.text("Ljava/lang/String;")
        stream.bytes.append(UInt8(ascii: "L"))
        stream.text("sealAlg")
        stream.bytes += [0x71, 0, 0x7e, 0, 3, 0x78, 0x70, 0x75, 0x72]
        stream.text("[B")
        stream.bytes += [0xac, 0xf3, 0x17, 0xf8, 6, 8, 0x54, 0xe0, 2, 0, 0, 0x78, 0x70]
        stream.number(arrayLength)
        stream.bytes += [UInt8](repeating: 7, count: 15)
        stream.bytes += [0x75, 0x71, 0, 0x7e, 0, 5]
        stream.number(UInt32(16))
        stream.bytes += [UInt8](repeating: 9, count: 16)
        stream.bytes.append(0x74)
        stream.text("PBEWithMD5AndTripleDES")
        stream.bytes.append(0x71)
        stream.number(algorithmReference)
        return stream.bytes
    }
}
