import FoundationEssentials
import GIRPKI

// trust-speed CA CHAIN HOST COUNT: judges the chain COUNT times, each time from the bytes of both files, and prints the
// seconds. Nothing is kept from one time to the next.
let arguments = CommandLine.arguments
guard arguments.count == 5, let count = Int(arguments[4]) else { fatalError("trust-speed CA CHAIN HOST COUNT") }
let trust = Array(try Data(contentsOf: URL(filePath: arguments[1])))
let sent = Array(try Data(contentsOf: URL(filePath: arguments[2])))
var trusted = 0
let elapsed = try ContinuousClock().measure {
    for _ in 0..<count {
        let evaluator = TrustEvaluator(anchors: try Certificate.readAll(trust), policy: .rfc5280)
        let result = evaluator.evaluate(
            chain: try Certificate.readAll(sent),
            host: arguments[3],
            at: Date(),
            nameRule: .rfc9525
        )
        if result.isTrusted { trusted += 1 }
    }
}
guard trusted == count else { fatalError("\(count - trusted) of \(count) were not trusted") }
print(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
