import FuzzDriver
import GIRPKI

runFuzzer()

/// Opens the input as a keystore; one that opens must hold the same after it was written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let password = Secret("changeit")
    guard let store = try? KeyStore(decoding: bytes, password: password) else { return 0 }
    for entry in store.entries { _ = try? entry.privateKey(keyPassword: nil) }
    guard store.format.isWritable, let written = try? store.encoded(password: password) else { return 0 }
    guard let again = try? KeyStore(decoding: written, password: password), again.entries.count == store.entries.count
    else { fatalError("what was written does not read back") }
    return 0
}
