import GIRPKI
import GIRTestSupport
import Testing

/// Real private keys of several projects, in every encoding.
@Suite(.enabled(if: Vectors.available, "GIRCTL_VECTORS names no folder"))
struct `Private key vectors` {
    @Test(arguments: try KeyVector.all()) func `are read as their manifest says`(_ vector: KeyVector) throws {
        let bytes = try Vectors.bytes("keys/" + vector.file)
        let result = Result { () throws(PKIError) in
            try PrivateKey.read(bytes, password: vector.password.map { Secret($0) })
        }
        switch vector.expect {
        case "ok":
            try vector.check(try result.get())
        case "error" where vector.password == nil:
            let key = try result.get()
            let other = try TestPKI().selfSigned().certificate
            #expect(!key.matches(other))
            #expect(throws: PKIError(.keyMismatch, "")) { try CertificateChain(of: key.publicKey, from: [other]) }
        case "error":
            #expect(throws: PKIError(.wrongPassword, "")) { try result.get() }
        default:
            // Left open by the manifest: what is not read is listed, and what is listed is not read.
            #expect(((try? result.get()) == nil) == KnownDivergences.keys.keys.contains(vector.id), "\(result)")
        }
    }
}

/// One case of the manifest; the names are the manifest's.
struct KeyVector: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let file: String
    let expect: String
    let password: String?
    let algorithm: String?
    let bits: Int?
    let spki_sha256: String?

    var testDescription: String { id }

    static func all() throws -> [KeyVector] { Vectors.available ? try Vectors.json("keys/manifest.json") : [] }

    func check(_ key: PrivateKey) throws {
        if let spki_sha256 { #expect(Digest.sha256(key.publicKey.subjectPublicKeyInfo).hex == spki_sha256) }
        if let algorithm { #expect(key.publicKey.algorithm.name == algorithm) }
        if let bits { #expect(key.publicKey.algorithm.bits == bits) }
        // A certificate for the key is told from one for another.
        let template = try TestPKI().template("CN=vector", [], [])
        #expect(key.matches(try template.selfSigned(by: key)))
    }
}
