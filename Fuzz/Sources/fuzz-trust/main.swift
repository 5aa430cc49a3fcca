import FoundationEssentials
import FuzzDriver
import GIRPKI

runFuzzer()

/// Reads the input as certificates and revocation lists in DER, one after the other, and lets the chain be judged.
///
/// The last certificate is the anchor; the first one too, as no signature has to be right where a chain is trusted by
/// itself, and all policies see it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    var rest = UnsafeBufferPointer(start: start, count: count)[...]
    var chain: [Certificate] = []
    var lists: [RevocationList] = []
    while chain.count + lists.count < 8, let length = elementLength(rest) {
        let der = Array(rest.prefix(length))
        rest = rest.dropFirst(length)
        if let certificate = try? Certificate(der: der) {
            chain.append(certificate)
        } else if let list = try? RevocationList(der: der) {
            lists.append(list)
        }
    }
    guard let first = chain.first, let last = chain.last else { return 0 }
    for policy in TrustPolicy.all {
        for anchors in [[last], [first]] {
            for host in ["rws.example.com", "10.0.0.1", first.subject.description] {
                _ = TrustEvaluator(anchors: anchors, policy: policy, revocationLists: lists)
                    .evaluate(
                        chain: chain,
                        host: host,
                        at: Date(timeIntervalSince1970: 1_800_000_000),
                        nameRule: .rfc9525
                    )
            }
        }
    }
    return 0
}

/// The length of the SEQUENCE that the bytes begin with, tag and length included.
private func elementLength(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    let head = Array(bytes.prefix(5))
    guard head.count > 2, head[0] == 0x30 else { return nil }
    guard head[1] >= 0x80 else { return 2 + Int(head[1]) }
    let digits = Int(head[1] & 0x7f)
    guard (1...3).contains(digits), head.count >= 2 + digits else { return nil }
    return 2 + digits + head[2..<(2 + digits)].reduce(0) { $0 << 8 | Int($1) }
}
