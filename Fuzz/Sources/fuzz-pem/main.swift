import FuzzDriver
import FuzzSubjects
import GIRPKI

runFuzzer()

/// Reads the input as PEM: private keys, encrypted or not, and certificates, alone and as PKCS#7.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    FileSubject.exercise(bytes)
    // Without its armour most of what can be changed in a file is out of reach: here the input is inside of it.
    for label in ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY", "CERTIFICATE", "PKCS7"] {
        FileSubject.exercise(Armour.pem(label, bytes))
    }
    return 0
}
