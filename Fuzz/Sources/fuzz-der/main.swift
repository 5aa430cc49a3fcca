import FuzzDriver
import FuzzSubjects

runFuzzer()

/// Reads the input as DER: a private key of any kind, encrypted or not, a certificate, PKCS#7.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    FileSubject.exercise(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
