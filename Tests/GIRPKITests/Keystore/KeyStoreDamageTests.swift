import GIRPKI
import GIRTestSupport
import Testing

/// Damaged keystores throw or are read as what they were; they never trap and never give something else.
@Suite struct `A damaged keystore` {
    private let password = KeyStoreFixture.password

    private func decoded(_ bytes: [UInt8]) -> Result<KeyStore, PKIError> {
        Result { () throws(PKIError) in try KeyStore(decoding: bytes, password: password) }
    }

    @Test(arguments: KeyStoreFormat.allCases)
    func `that was cut off is refused at every length`(_ format: KeyStoreFormat) throws {
        for mutation in Mutations.truncations(of: try KeyStoreFixture.bytes(format)) {
            #expect(throws: PKIError.self, "\(mutation)") { try decoded(mutation.bytes).get() }
        }
    }

    @Test(arguments: KeyStoreFormat.allCases, [0x01, 0x80, 0xff] as [UInt8])
    func `with one byte changed is refused or is the same`(_ format: KeyStoreFormat, _ mask: UInt8) throws {
        let bytes = try KeyStoreFixture.bytes(format)
        let original = try decoded(bytes).get().contents
        var refused = 0
        for mutation in Mutations.byteFlips(of: bytes, mask: mask) {
            switch decoded(mutation.bytes) {
            case .success(let store): #expect(store.contents == original, "\(mutation)")
            case .failure: refused += 1
            }
        }
        #expect(refused > bytes.count * 9 / 10)
    }

    @Test(arguments: KeyStoreFormat.allCases)
    func `with its integrity not checked still does not trap`(_ format: KeyStoreFormat) throws {
        let bytes = try KeyStoreFixture.bytes(format)
        let mutations =
            Mutations.random(of: bytes, count: 500, seed: 7) + Array(Mutations.byteFlips(of: bytes, step: 3))
        var refused = 0
        for mutation in mutations {
            guard let store = try? KeyStore(decoding: mutation.bytes, password: nil) else {
                refused += 1
                continue
            }
            for entry in store.entries { _ = try? entry.privateKey(keyPassword: password) }
        }
        #expect(refused > 0)
    }
}
