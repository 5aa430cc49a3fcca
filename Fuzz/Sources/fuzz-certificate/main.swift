import FoundationEssentials
import FuzzDriver
import GIRPKI

runFuzzer()

/// Reads the input as certificates and as a private key, and lets the certificates be judged.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    _ = try? PrivateKey.read(bytes, password: Secret("changeit"))
    _ = try? DistinguishedName(String(decoding: bytes, as: UTF8.self))
    _ = try? GeneralName(String(decoding: bytes, as: UTF8.self))
    guard let certificates = try? Certificate.readAll(bytes), let last = certificates.last else { return 0 }
    let evaluator = TrustEvaluator(anchors: [last], policy: .rfc5280)
    _ = evaluator.evaluate(
        chain: certificates,
        host: "rws.example.com",
        at: Date(timeIntervalSince1970: 1_800_000_000),
        nameRule: .rfc9525
    )
    return 0
}
