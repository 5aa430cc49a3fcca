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
    for format in ReportFormat.allCases { _ = DiagnosticRenderer.render(report, as: format, version: "1") }
    let source = SourceText(path: "application.yaml", bytes: bytes)
    let result = SourceFixer(linter: Linter(), applicability: .unsafe).fix(source)
    _ = UnifiedDiff.text(from: source, to: result.fixed)
    _ = (try? EffectiveConfiguration(of: source))?.text
    _ = try? Baseline(parsing: bytes)
    _ = try? CryptValue(parsing: String(decoding: bytes, as: UTF8.self))
    _ = try? EncryptionKeyRing(parsing: Secret(bytes))
    return 0
}
