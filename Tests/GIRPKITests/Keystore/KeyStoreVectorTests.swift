import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// Real files of 26 projects, with what Java and others read in them.
@Suite(.enabled(if: Vectors.available, "GIRCTL_VECTORS names no folder"))
struct `Keystore vectors` {
    @Test(arguments: try KeyStoreVector.all())
    func `are read as their manifest says`(_ vector: KeyStoreVector) throws {
        let bytes = try Vectors.bytes("keystores/" + vector.file)
        let (result, time) = ProcessorTime.of {
            Result { () throws(PKIError) in
                try KeyStore(decoding: bytes, password: vector.storepass.map { Secret($0) })
            }
        }
        #expect(time < .seconds(vector.max_seconds))
        switch (vector.expect, result) {
        case ("ok", .success(let store)): try vector.check(store)
        case ("ok", .failure(let error)): Issue.record("\(error)")
        case ("error", .success(let store)): Issue.record("it was read, with \(store.entries.count) entries")
        case ("error", .failure(let error)):
            #expect((vector.error_kinds ?? []).contains(KeyStoreVector.kind(of: error)), "\(error)")
        default:
            // Left open by the manifest: what is not read is listed, and what is listed is not read.
            #expect(((try? result.get()) == nil) == KnownDivergences.keystores.keys.contains(vector.id), "\(result)")
        }
    }

    @Test(arguments: try KeyStoreVector.all().filter { $0.expect == "ok" && $0.type != "JCEKS" })
    func `are the same after they were written and read`(_ vector: KeyStoreVector) throws {
        let bytes = try Vectors.bytes("keystores/" + vector.file)
        let password = vector.storepass.map { Secret($0) }
        let store = try KeyStore(decoding: bytes, password: password)
        let again = try KeyStore(
            decoding: try store.encoded(password: password ?? Secret("changeit")),
            password: password
        )
        #expect(again.entries.count == store.entries.count)
        for entry in store.entries {
            let copy = try #require(again.entry(entry.alias), "\(entry.alias)")
            #expect(copy.certificates == entry.certificates, "\(entry.alias)")
            #expect(copy.kind == entry.kind)
            guard entry.kind == .privateKey, let key = try? entry.privateKey(keyPassword: nil) else { continue }
            #expect(try copy.privateKey(keyPassword: nil).publicKey == key.publicKey)
        }
    }
}

/// One case of the manifest; the names are the manifest's.
struct KeyStoreVector: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let type: String
    let file: String
    let storepass: String?
    let expect: String
    let entries: [Entry]?
    let certs: [String]?
    let other_certs: [String]?
    let key_spki_sha256: String?
    let key_export: String?
    let verified_by: [String]
    let error_kinds: [String]?
    let max_seconds: Int

    struct Entry: Decodable, Sendable {
        let alias: String
        let kind: String
        let alias_check: String?
        let chain_sha256: [String]?
        let created_ms: Int64?
        let keypass: String?
        let key_alg: String?
        let key_note: String?
        let key_spki_sha256: String?
        let pub_alg: String?
        let pub_bits: Int?
    }

    var testDescription: String { id }

    static func all() throws -> [KeyStoreVector] {
        Vectors.available ? try Vectors.json("keystores/manifest.json") : []
    }

    static func kind(of error: PKIError) -> String {
        switch error.code {
        case .integrityCheckFailed, .wrongPassword, .passwordRequired: "integrity_or_password"
        case .unsupportedAlgorithm, .unsupportedFormat: "unsupported"
        default: "malformed"
        }
    }

    func check(_ store: KeyStore) throws {
        #expect(store.format.rawValue == type)
        if verified_by.contains("java17") { #expect(try #require(store.javaSupport) <= .since8u301) }
        let fingerprints = Set(store.entries.flatMap(\.certificates).map(\.sha256.hex))
        for fingerprint in (certs ?? []) + (other_certs ?? []) { #expect(fingerprints.contains(fingerprint)) }
        if let key_spki_sha256 {
            let keys = store.entries.compactMap { try? $0.privateKey(keyPassword: nil) }
            #expect(keys.contains { Digest.sha256($0.publicKey.subjectPublicKeyInfo).hex == key_spki_sha256 })
        }
        guard let entries else { return }
        let visible = store.entries.filter(\.isVisibleToJava)
        #expect(visible.count == entries.count, "\(visible.map(\.alias))")
        for expected in entries {
            let found =
                expected.alias_check == nil
                ? store.entry(expected.alias)
                : visible.first { $0.certificates.map(\.sha256.hex) == expected.chain_sha256 ?? [] }
                    ?? visible.first { $0.kind.rawValue == expected.kind }
            try check(try #require(found, "\(expected.alias) of \(visible.map(\.alias))"), expected, store)
        }
    }

    private func check(_ entry: KeyStoreEntry, _ expected: Entry, _ store: KeyStore) throws {
        #expect(entry.kind.rawValue == expected.kind)
        if let chain = expected.chain_sha256 { #expect(entry.certificates.map(\.sha256.hex) == chain) }
        if let created = expected.created_ms, type != "PKCS12" || entry.created != nil {
            let found = try #require(entry.created).timeIntervalSince1970 * 1000
            #expect(Int64(found.rounded()) == created)
        }
        if let key = try? entry.certificates.first?.publicKey, let name = expected.pub_alg, !name.hasPrefix("1.2") {
            #expect(key.algorithm.name == name)
            #expect(key.algorithm.bits == expected.pub_bits)
        }
        guard expected.kind == "private-key" else { return }
        let key = Result { () throws(PKIError) in
            try store.privateKey(entry.alias, keyPassword: expected.keypass.map { Secret($0) })
        }
        if key_export == "error" {
            #expect(throws: PKIError.self) { try key.get() }
        } else if let fingerprint = expected.key_spki_sha256 {
            let found = try key.get()
            if let certificate = entry.certificates.first { #expect(found.matches(certificate)) }
            // The manifest's fingerprints are of plain RSA where the key is restricted to PSS.
            guard found.publicKey.algorithm.name != "RSASSA-PSS" else { return }
            #expect(Digest.sha256(found.publicKey.subjectPublicKeyInfo).hex == fingerprint)
        } else if expected.key_note?.contains("KeyFactory not available") == true {
            #expect(throws: PKIError(.unsupportedAlgorithm, "")) { try key.get() }
        }
    }
}
