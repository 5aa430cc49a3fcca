import FuzzDriver
import FuzzSubjects

runFuzzer()

/// Opens the input as a PKCS#12 file, and as the bags of one that has neither encryption nor an integrity check: no
/// change of a whole file comes past its check.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    KeyStoreSubject.exercise(bytes)
    KeyStoreSubject.exercise(PFX.unprotected(bags: bytes))
    return 0
}
