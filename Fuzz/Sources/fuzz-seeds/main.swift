import FoundationEssentials
import FuzzSubjects
import GIRPKI
import NIOCore

@testable import CassandraCodec

// Writes inputs to begin with below the folder that is named: `FOLDER/TARGET/seeds/NAME`.
let folder = CommandLine.arguments.dropFirst().first ?? "."
let now = Date(timeIntervalSince1970: 1_800_000_000)

func write(_ bytes: [UInt8], to target: String, _ name: String) throws {
    let seeds = "\(folder)/\(target)/seeds"
    try FileManager.default.createDirectory(atPath: seeds, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: "\(seeds)/\(name)"))
}

for (name, specification) in [("rsa", .rsa(bits: 2048)), ("ec", .ec(.p256)), ("ed25519", .ed25519)]
    as [(String, KeySpecification)]
{
    let key = try PrivateKey.generate(specification)
    let template = CertificateTemplate.endEntity(
        subject: try DistinguishedName("CN=\(name)"),
        names: [try GeneralName("dns:localhost")],
        usages: [.serverAuth],
        notBefore: now,
        notAfter: now.addingTimeInterval(86_400)
    )
    let certificate = try template.selfSigned(by: key)
    for format in KeyStoreFormat.allCases where format.isWritable {
        for profile in format == .pkcs12 ? PKCS12Profile.allCases : [.modern] {
            var store = KeyStore(format: format)
            store.profile = profile
            let trusted = KeyStoreEntry.trustedCertificate(alias: "ca", certificate: certificate, created: now)
            try store.set(trusted, replacing: false)
            let entry = try KeyStoreEntry.privateKey(
                alias: name,
                key: key,
                chain: [certificate],
                keyPassword: nil,
                created: now
            )
            try store.set(entry, replacing: false)
            let bytes = try store.encoded(password: KeyStoreSubject.password)
            try write(bytes, to: "fuzz-\(format.rawValue.lowercased())", "\(name)-\(profile)")
            // The two formats of Java differ in little more than their first bytes.
            if format == .jks { try write(bytes, to: "fuzz-jceks", name) }
        }
    }
    let (der, pem) = (try key.pkcs8().revealBytes(), try key.pem().revealBytes())
    for target in ["fuzz-der", "fuzz-pem"] {
        try write(der, to: target, "\(name)-key.der")
        try write(certificate.der, to: target, "\(name)-certificate.der")
    }
    try write(pem + Array(certificate.pem.utf8), to: "fuzz-pem", "\(name).pem")
    try write(certificate.der, to: "fuzz-certificate", name)
}

for (number, kind) in [
    Response.Kind.ready, .authenticate("org.apache.cassandra.auth.PasswordAuthenticator"),
    .supported(["CQL_VERSION": ["3.4.5"]]),
    .error(ServerFault(code: 0x2500, message: "", detail: .unprepared(id: [1]))),
    .prepared(
        PreparedResult(id: [1], metadataID: [2], markers: [CQLColumn("a", .map(.int, .varchar))], partitionKey: [0])
    ),
    .rows(
        ResultMetadata([CQLColumn("a", .list(.varchar))], pagingState: [1]),
        ByteBuffer(bytes: [0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 1, 97])
    ),
].enumerated() {
    for version: UInt8 in [4, 5] {
        var message = ByteBuffer()
        kind.frame(version: version, stream: 1, warnings: ["w"]).write(to: &message)
        let bytes = Array(message.readableBytesView)
        try write([0x78] + bytes, to: "fuzz-cql", "\(number)-v\(version)")
        try write([0x7f] + bytes, to: "fuzz-cql", "\(number)-v\(version)-whole")
        for isCompressed in [false, true] {
            var segment = ByteBuffer()
            Segment.write(message, isSelfContained: true, compressed: isCompressed, to: &segment)
            try write(
                [isCompressed ? 0x7a : 0x79] + Array(segment.readableBytesView),
                to: "fuzz-cql",
                "\(number)-v\(version)-segment-\(isCompressed)"
            )
        }
    }
}

/// Never called: what is linked with the fuzzer has to have it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 { 0 }
