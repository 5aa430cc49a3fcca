import Glibc

/// Runs libFuzzer on the program's `LLVMFuzzerTestOneInput` with the arguments of this process.
///
/// SwiftPM gives each program a `main` of its own, so that libFuzzer's driver is called instead of its `main`.
public func runFuzzer() -> Never {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(runDriver(&count, &arguments, testOneInput))
}

@_silgen_name("LLVMFuzzerTestOneInput")
private func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32
