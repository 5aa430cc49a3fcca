import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Has peers looked at by the program that speaks over the network; that one learns no password and no truststore.
struct PeerObserver {
    /// The seconds after which no peer is waited for.
    let timeLimit: Double
    /// What the client proves itself with, if it has anything.
    let identity: (key: PrivateKey, chain: [Certificate])?

    /// How an identity is handed over.
    static func client(_ key: PrivateKey, _ chain: [Certificate]) throws(CommandFailure) -> LinkInquiry.Client {
        guard let bytes = try? key.pkcs8() else {
            throw CommandFailure(.data, "the client's private key cannot be used for TLS")
        }
        return LinkInquiry.Client(chain: chain.map { Data($0.der) }, key: Data(bytes.revealBytes()))
    }

    /// What was seen of each target, in their order.
    func look(at targets: [LinkInquiry.Target]) throws(CommandFailure) -> [LinkObservation] {
        guard !targets.isEmpty else { return [] }
        guard targets.count <= LinkInquiry.targetLimit else {
            throw CommandFailure(.usage, "there are more than \(LinkInquiry.targetLimit) addresses to connect to")
        }
        let client = try identity.map { identity throws(CommandFailure) in
            try Self.client(identity.key, identity.chain)
        }
        let inquiry = LinkInquiry(targets: targets, timeLimit: Int(timeLimit * 1000), client: client)
        guard let input = try? JSONEncoder().encode(inquiry) else {
            throw CommandFailure(.software, "the addresses cannot be handed over")
        }
        let output = try ServerProgram.locate().run(["probe"], input: Array(input))
        guard let seen = try? JSONDecoder().decode([LinkObservation].self, from: Data(output)),
            seen.count == targets.count
        else {
            throw CommandFailure(
                .software,
                "'girctl-server' answers what girctl does not understand",
                hint: "install both anew"
            )
        }
        return seen
    }
}
