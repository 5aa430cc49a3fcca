import FuzzDriver
import FuzzSubjects

runFuzzer()

/// Opens the input as a JCEKS: its first bytes are made those of one, so that no time goes into finding them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    KeyStoreSubject.exercise([0xce, 0xce, 0xce, 0xce] + UnsafeBufferPointer(start: start, count: count).dropFirst(4))
    return 0
}
