import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// Files that claim what they do not hold, given to the program itself: what it costs is what counts.
@Suite(.enabled(if: Tool.python3.found || Tool.required, "python3 is not installed"))
struct `A hostile file` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    struct Claim: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]

        init(_ name: String, _ parts: [UInt8]...) {
            testDescription = name
            bytes = parts.flatMap { $0 }
        }
    }

    private static let jks: [UInt8] = [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]
    private static let jceks: [UInt8] = [0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2]
    private static let one: [UInt8] = [0, 0, 0, 1]
    private static let gigabyte: [UInt8] = [0x40, 0, 0, 0]
    private static let alias: [UInt8] = [0, 1, 0x61] + [UInt8](repeating: 0, count: 8)
    private static let rest = [UInt8](repeating: 0, count: 60)
    private static let pkcs7: [UInt8] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]

    static let stores: [Claim] = [
        Claim("two billion entries", jks, [0x7f, 0xff, 0xff, 0xff], rest),
        Claim("a key of a gigabyte", jks, one, [0, 0, 0, 1], alias, gigabyte, rest),
        Claim(
            "a certificate of a gigabyte",
            jks,
            one,
            [0, 0, 0, 2],
            alias,
            [0, 5],
            Array("X.509".utf8),
            gigabyte,
            rest
        ),
        Claim("a chain of a billion", jks, one, [0, 0, 0, 1], alias, [0, 0, 0, 0], gigabyte, rest),
        Claim("a secret key without an end", jceks, one, [0, 0, 0, 3], alias, [0xac, 0xed, 0, 5, 0x73, 0x72], rest),
        Claim(
            "a file of a gigabyte",
            [0x30, 0x84],
            gigabyte,
            [2, 1, 3, 0x30, 0x80],
            pkcs7,
            [0xa0, 0x80, 4, 0x84],
            gigabyte
        ),
        Claim(
            "values in values without an end",
            [0x30, 0x80, 2, 1, 3, 0x30, 0x80],
            pkcs7,
            [UInt8](repeating: 0xa0, count: 40_000).flatMap { [$0, 0x80] }
        ),
        Claim(
            "pieces of pieces of a string",
            [0x30, 0x80, 2, 1, 3, 0x30, 0x80],
            pkcs7,
            [0xa0, 0x80],
            [UInt8](repeating: 0x24, count: 40_000).flatMap { [$0, 0x80] }
        ),
    ]

    @Test(arguments: stores) func `that claims to be a keystore costs next to nothing`(_ claim: Claim) async throws {
        _ = try folder.write(claim.bytes, to: "store")
        let cost = try await cost(of: ["list", "store", "--password-file", "pw"])
        #expect(cost.status == 65, "\(cost)")
        #expect(cost.seconds < 1, "\(cost)")
        #expect(cost.megabytes < 64, "\(cost)")
    }

    // The parameters of a key that is encrypted with rounds without end, or memory without end.
    static let keys: [Claim] = [
        Claim("two billion rounds", encryptedKey(iterations: [0x02, 0x04, 0x7f, 0xff, 0xff, 0xff])),
        Claim("as many rounds as are granted", encryptedKey(iterations: [0x02, 0x03, 0x26, 0x25, 0xa0])),
        Claim("numbers of half a million bits", dsaKey),
    ]

    private static func sequence(_ contents: [UInt8]) -> [UInt8] {
        [0x30, 0x83, UInt8(contents.count >> 16), UInt8(contents.count >> 8 & 0xff), UInt8(contents.count & 0xff)]
            + contents
    }

    private static func encryptedKey(iterations: [UInt8]) -> [UInt8] {
        let salt: [UInt8] = [0x04, 8, 1, 2, 3, 4, 5, 6, 7, 8]
        let hmac: [UInt8] = [0x30, 0x0c, 0x06, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9, 0x05, 0]
        let pbkdf2: [UInt8] = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12]
        let pbes2: [UInt8] = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13]
        let aes: [UInt8] = [0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42, 0x04, 16] + (0..<16).map { UInt8($0) }
        let derivation = short(pbkdf2 + short(salt + iterations + hmac))
        let algorithm = short(pbes2 + short(derivation + short(aes)))
        return short(algorithm + [0x04, 48] + [UInt8](repeating: 7, count: 48))
    }

    private static func short(_ contents: [UInt8]) -> [UInt8] {
        contents.count < 128
            ? [0x30, UInt8(contents.count)] + contents : [0x30, 0x81, UInt8(contents.count)] + contents
    }

    private static let dsaKey: [UInt8] = {
        let number: [UInt8] = [0x02, 0x83, 0, 0xf4, 0x24, 0x7f] + [UInt8](repeating: 0xff, count: 62_499)
        return sequence([2, 1, 0] + number + number + number + number + number)
    }()

    @Test(arguments: keys) func `that claims to be a private key costs next to nothing`(_ claim: Claim) async throws {
        _ = try folder.write(claim.bytes, to: "key.der")
        _ = try folder.write(TestPKI().root.certificate.pem, to: "cert.pem")
        let key = ["--cert", "cert.pem", "--key", "key.der", "--key-password-file", "pw2"]
        let cost = try await cost(of: ["import", "store", "--alias", "a", "--password-file", "pw"] + key)
        #expect(cost.status == 65, "\(cost)")
        #expect(cost.seconds < 1, "\(cost)")
        #expect(cost.megabytes < 64, "\(cost)")
        #expect(!folder.exists("store"))
    }

    private struct Cost: Decodable {
        let status: Int32
        let seconds: Double
        let megabytes: Double
        let stdout: String
        let stderr: String
    }

    // Seconds of CPU: another's work on the machine is not ours.
    private func cost(of arguments: [String]) async throws -> Cost {
        let script = """
            import json, resource, subprocess, sys
            run = subprocess.run(sys.argv[1:], capture_output=True, text=True)
            usage = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(json.dumps({"status": run.returncode, "seconds": usage.ru_utime + usage.ru_stime,
                "megabytes": usage.ru_maxrss / 1024, "stdout": run.stdout, "stderr": run.stderr}))
            """
        let result = try await Tool.python3.run(["-c", script, Girctl.path, "keystore"] + arguments, in: folder)
        let cost = try JSONDecoder().decode(Cost.self, from: Data(try result.succeeded().outputBytes))
        #expect(cost.stdout.isEmpty)
        return cost
    }
}
