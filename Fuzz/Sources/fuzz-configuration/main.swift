import FuzzDriver
import GIRConfigKit
import GIRPKI

runFuzzer()

/// Lints the input, renders what was found and edits it in place.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let (_, report) = ApplicationConfiguration.read(SourceText(path: "application.yaml", bytes: bytes))
    _ = DiagnosticRenderer.text(report, isColoured: true)
    _ = DiagnosticRenderer.json(report)
    _ = try? CryptValue(parsing: String(decoding: bytes, as: UTF8.self))
    _ = try? EncryptionKeyRing(parsing: Secret(bytes))
    return 0
}
