import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRLinks
import Glibc

/// What `girctl ca validate --connect` and `girctl doctor` ask for: an inquiry in JSON on standard input, answered by
/// one observation a peer in JSON on standard output.
enum ProbeInvocation {
    /// Whether the arguments ask for it.
    static func isMeant(_ arguments: [String]) -> Bool { arguments.count == 2 && arguments[1] == "probe" }

    /// Looks at the peers and prints what was seen.
    static func run() async throws {
        let bytes = try InputFile.read("-")
        guard let inquiry = try? JSONDecoder().decode(LinkInquiry.self, from: Data(bytes)),
            inquiry.targets.count <= LinkInquiry.targetLimit
        else {
            throw CommandFailure(.usage, "girctl-server is started by girctl", hint: "run: girctl ca validate --help")
        }
        let seen = await look(at: inquiry)
        try Terminal.print(String(decoding: try JSONEncoder().encode(seen), as: UTF8.self))
    }

    private static func look(at inquiry: LinkInquiry) async -> [LinkObservation] {
        let tls: LinkTLS
        do throws(LinkError) {
            if let client = inquiry.client { tls = try LinkTLS(client) } else { tls = try LinkTLS() }
        } catch {
            return inquiry.targets.map { _ in LinkObservation(.clientKeyUnusable, detail: error.reason) }
        }
        return await LinkProbe(tls: tls).look(at: inquiry)
    }
}
