/// What PKCS#12 and encrypted keys are made of besides.
extension DERWriter {
    static let null: [UInt8] = [0x05, 0x00]

    static func algorithm(_ identifier: String, _ parameters: [UInt8]) -> [UInt8] {
        sequence([objectIdentifier(identifier), parameters])
    }

    /// An explicitly tagged value, number 0.
    static func explicit(_ value: [UInt8]) -> [UInt8] { element(0xa0, value) }

    /// A SET OF, whose elements DER puts in the order of their bytes (X.690 §11.6).
    static func set(_ elements: [[UInt8]]) -> [UInt8] {
        element(0x31, Array(elements.sorted { $0.lexicographicallyPrecedes($1) }.joined()))
    }
}
