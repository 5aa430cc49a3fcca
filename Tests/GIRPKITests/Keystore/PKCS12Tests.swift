import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `PKCS12 decoding` {
    private let password = KeyStoreFixture.password

    private func decode(_ bytes: [UInt8], _ password: Secret? = KeyStoreFixture.password) throws(PKIError) -> KeyStore {
        try KeyStore(decoding: bytes, password: password)
    }

    @Test func `tells an empty password from none, and forgives who mixes them up`() throws {
        for written in [Secret([]), nil] {
            let bytes = try PKCS12Bytes([.certificate(KeyStoreFixture.server().certificate)]).encoded(written)
            #expect(try decode(bytes, Secret([])).entries.count == 1)
            #expect(try decode(bytes, nil).entries.count == 1)
            #expect(throws: PKIError(.integrityCheckFailed, "")) { try decode(bytes, Secret("x")) }
        }
        let bytes = try PKCS12Bytes([]).encoded(password)
        #expect(throws: PKIError(.passwordRequired, "")) { try decode(bytes, nil) }
        #expect(throws: PKIError(.integrityCheckFailed, "")) { try decode(bytes, Secret([])) }
    }

    @Test func `reads a store without an integrity check where the password decrypts it`() throws {
        let bytes = try PKCS12Bytes.withoutMAC(KeyStoreFixture.bytes(.pkcs12))
        #expect(try decode(bytes).entries.count == 2)
        #expect(throws: PKIError(.integrityCheckFailed, "")) { try decode(bytes, Secret("wrong")) }
        #expect(throws: PKIError(.passwordRequired, "")) { try decode(bytes, nil) }
    }

    @Test func `does not trap on a store whose integrity nobody checks`() throws {
        let bytes = try PKCS12Bytes([
            .key(KeyStoreFixture.server().key), .certificate(KeyStoreFixture.server().certificate),
        ]).encoded(nil, hasMAC: false)
        #expect(try decode(bytes, nil).entries.count == 1)
        var refused = 0
        let mutations = Mutations.random(of: bytes, count: 1000, seed: 3) + Array(Mutations.byteFlips(of: bytes))
        for mutation in mutations {
            guard let store = try? decode(mutation.bytes) else {
                refused += 1
                continue
            }
            for entry in store.entries { _ = try? entry.privateKey(keyPassword: nil) }
        }
        #expect(refused > 100)
    }

    @Test func `reads BER as other programs write it`() throws {
        let der = try KeyStoreFixture.bytes(.pkcs12)
        let ber = try PKCS12Bytes.indefinite(der)
        #expect(ber != der)
        #expect(try decode(ber).contents == decode(der).contents)
    }

    @Test(arguments: [0, -1, 2_500_001, 2_147_483_647]) func `computes no absurd number of rounds`(
        _ iterations: Int
    ) throws {
        var store = PKCS12Bytes([.certificate(try KeyStoreFixture.server().certificate)])
        store.macIterations = iterations
        func refuse() throws -> Duration {
            let bytes = try store.encoded(password)
            return ProcessorTime.of { _ = #expect(throws: PKIError.self) { try decode(bytes) } }.time
        }
        #expect(try refuse() < .seconds(1))
        store.macIterations = 1
        store.encryptionIterations = iterations
        #expect(try refuse() < .seconds(1))
    }

    @Test func `has one budget of rounds for the whole store`() throws {
        var store = PKCS12Bytes([.certificate(try KeyStoreFixture.server().certificate)])
        store.encryptionIterations = 400_000
        store.copies = 8
        let bytes = try store.encoded(password)
        let error = #expect(throws: PKIError.self) { try decode(bytes) }
        #expect(error?.code == .limitExceeded)
        #expect(error?.hint?.contains("write it anew") == true, "\(error?.remedy ?? "")")
    }

    @Test func `reads bags in bags up to a depth`() throws {
        let key = try KeyStoreFixture.server().key
        let nested = try decode(try PKCS12Bytes([.nested([.nested([.key(key)])])]).encoded(password))
        #expect(nested.entries.map(\.isVisibleToJava) == [false])
        #expect(try nested.entries.first?.privateKey(keyPassword: nil).publicKey == key.publicKey)
        var bag = PKCS12Bytes.Bag.key(key)
        for _ in 0..<40 { bag = .nested([bag]) }
        let deep = try PKCS12Bytes([bag]).encoded(password)
        #expect(throws: PKIError(.limitExceeded, "")) { try decode(deep) }
    }

    @Test func `lists what Java passes over, marked, and does not make it trusted`() throws {
        let (server, root) = (try KeyStoreFixture.server(), try KeyStoreFixture.pki.get().root.certificate)
        let bytes = try PKCS12Bytes([.certificate(root), .key(server.key)]).encoded(password)
        for store in [try decode(bytes), try decode(try decode(bytes).encoded(password: password))] {
            let trusted = try #require(store.entries.first { $0.kind == .trustedCertificate })
            #expect(trusted.certificates == [root])
            #expect(!trusted.isVisibleToJava)
        }
    }

    @Test func `finds a key's certificate by its public half where nothing else tells`() throws {
        let (server, other) = (try KeyStoreFixture.server(0), try KeyStoreFixture.server(1))
        let bags = (other.chain + server.chain).map { PKCS12Bytes.Bag.certificate($0) }
        let store = try decode(try PKCS12Bytes(bags + [.key(server.key)]).encoded(password))
        let entry = try #require(store.entries.first { $0.kind == .privateKey })
        #expect(entry.certificates.first == server.certificate)
        #expect(entry.certificates.count == 2)
    }

    @Test func `gives a chain the issuers that come into the store`() throws {
        let pki = try KeyStoreFixture.pki.get()
        var store = KeyStore(format: .pkcs12)
        try store.set(try KeyStoreFixture.keyEntry("server"), replacing: false)
        #expect(store.entry("server")?.certificates.count == 2)
        try store.set(try KeyStoreFixture.trustedEntry("root"), replacing: false)
        #expect(store.entry("server")?.certificates.last == pki.root.certificate)
        try store.set(try KeyStoreFixture.keyEntry("second", 1), replacing: false)
        #expect(store.entry("second")?.certificates.last == pki.root.certificate)
        let again = try decode(try store.encoded(password: password))
        for alias in ["server", "second", "root"] {
            #expect(again.entry(alias)?.certificates == store.entry(alias)?.certificates)
        }
    }

    @Test func `keeps the chains of two issuers of one name apart`() throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let pki = try KeyStoreFixture.pki.get()
        let issuers = try [1.0, 2.0].map { day in
            let template = CertificateTemplate.authority(
                subject: try DistinguishedName("CN=Renewed"),
                pathLength: 0,
                notBefore: pki.now.addingTimeInterval(-day * 86_400),
                notAfter: pki.now.addingTimeInterval(day * 86_400)
            )
            return TestPKI.Identity(key: key, chain: [try template.selfSigned(by: key)])
        }
        var store = KeyStore(format: .pkcs12)
        for (number, issuer) in (issuers + issuers).enumerated() {
            let server = try issuer.issue(try pki.template("CN=\(number)", [], [.serverAuth]))
            let entry = try KeyStoreEntry.privateKey(
                alias: "\(number)",
                key: server.key,
                chain: [server.certificate, issuer.certificate],
                keyPassword: nil,
                created: pki.now
            )
            try store.set(entry, replacing: false)
        }
        let again = try decode(try store.encoded(password: password))
        for entry in store.entries { #expect(again.entry(entry.alias)?.certificates == entry.certificates) }
    }

    @Test func `ends a chain that goes in circles`() throws {
        let pki = try KeyStoreFixture.pki.get()
        let (a, b) = (try PrivateKey.generate(.ec(.p256)), try PrivateKey.generate(.ec(.p256)))
        func authority(_ name: String) throws -> CertificateTemplate {
            .authority(
                subject: try DistinguishedName(name),
                pathLength: nil,
                notBefore: pki.now,
                notAfter: pki.now + 86_400
            )
        }
        let roots = (try authority("CN=A").selfSigned(by: a), try authority("CN=B").selfSigned(by: b))
        let crossed = [
            try authority("CN=A").signed(for: a.publicKey, by: roots.1, key: b),
            try authority("CN=B").signed(for: b.publicKey, by: roots.0, key: a),
        ]
        let bags = crossed.map { PKCS12Bytes.Bag.certificate($0) }
        let store = try decode(try PKCS12Bytes(bags + [.key(a)]).encoded(password))
        #expect(store.entries.first { $0.kind == .privateKey }?.certificates == crossed)
    }

    @Test func `keeps bags and attributes that mean nothing here`() throws {
        let unknown = DERWriter.sequence([
            DERWriter.objectIdentifier("1.2.840.113549.1.12.10.1.4"), DERWriter.explicit(DERWriter.null),
        ])
        let attribute = DERWriter.sequence([
            DERWriter.objectIdentifier("1.3.6.1.4.1.311.17.1"), DERWriter.set([DERWriter.octetString([1, 2, 3])]),
        ])
        let key = try KeyStoreFixture.server().key
        let bytes = try PKCS12Bytes([.raw(unknown), .key(key, attributes: [attribute])]).encoded(password)
        let again = try decode(try decode(bytes).encoded(password: password))
        #expect(again.otherBags == [unknown])
        #expect(again.entries.map(\.attributes) == [[attribute]])
    }

    @Test func `writes a store again so that the Java that opened it still can`() throws {
        for profile in PKCS12Profile.allCases {
            let bytes = try KeyStoreFixture.store(.pkcs12, profile: profile).encoded(password: password)
            let store = try decode(bytes)
            #expect(store.profile == (profile == .modern ? .modern : .java8))
            #expect(store.javaSupport == (profile == .modern ? .since8u301 : .since8))
        }
        #expect(KeyStore(format: .pkcs12).javaSupport == nil)
        #expect(try decode(KeyStoreFixture.bytes(.jks)).javaSupport == .since1_2)
    }

    @Test func `is not read unchecked where it has an integrity check, though nothing is encrypted`() throws {
        let open = try PKCS12Bytes([.certificate(KeyStoreFixture.server().certificate)]).encoded(nil, hasMAC: false)
        var outer = DERReader(open)
        var parts = try outer.next(DERTag.sequence).reader
        _ = try parts.next()
        let safe = Array(try parts.next().encoded)
        let mac = try PKCS12MAC.encoded(
            [],
            PKCS12Password(password),
            digestIdentifier: NamedDigest.sha1Identifier,
            salt: [1],
            iterations: 1
        )
        let bytes = DERWriter.sequence([DERWriter.integer(3), safe, mac])
        #expect(try decode(open, nil).entries.count == 1)
        #expect(throws: PKIError(.passwordRequired, "")) { try decode(bytes, nil) }
        #expect(throws: PKIError(.integrityCheckFailed, "")) { try decode(bytes) }
    }

    @Test(arguments: [
        "2.16.840.1.101.3.4.2.11", "1.2.840.113549.2.4", "1.0.10118.3.0.55", "1.2.840.113549.1.1.4",
        "1.2.840.113549.2.5",
    ])
    func `refuses digests that no keystore is made with`(_ identifier: String) throws {
        #expect(NamedDigest(identifier: identifier) == nil)
        let contents = DERWriter.sequence([])
        let safe = DERWriter.sequence([
            DERWriter.objectIdentifier(PKCS12Identifier.data), DERWriter.explicit(DERWriter.octetString(contents)),
        ])
        let digest = DERWriter.sequence([
            DERWriter.algorithm(identifier, DERWriter.null), DERWriter.octetString([UInt8](repeating: 0, count: 20)),
        ])
        let mac = DERWriter.sequence([digest, DERWriter.octetString([1]), DERWriter.integer(1)])
        let bytes = DERWriter.sequence([DERWriter.integer(3), safe, mac])
        #expect(throws: PKIError(.unsupportedAlgorithm, "")) { try decode(bytes) }
    }

    @Test func `checks each signature once, and few of a store that asks for thousands`() throws {
        let pki = try KeyStoreFixture.pki.get()
        let keys = try (0..<9).map { _ in try PrivateKey.generate(.ec(.p256)) }
        func authority(_ name: String) throws -> CertificateTemplate {
            .authority(
                subject: try DistinguishedName(name),
                pathLength: nil,
                notBefore: pki.now,
                notAfter: pki.now + 86_400
            )
        }
        let stranger = TestPKI.Identity(key: keys[8], chain: [try authority("CN=Shared").selfSigned(by: keys[8])])
        var issuers = IssuerIndex()
        for key in keys.dropLast() { issuers.append(try authority("CN=Shared").selfSigned(by: key)) }
        let leaves = try (0..<80).map { try stranger.issue(try pki.template("CN=\($0)", [], [])).certificate }
        let first = try issuers.completed([leaves[0]], "a")
        let once = issuers.signatureChecks
        #expect((1...16).contains(once))
        #expect(try issuers.completed([leaves[0]], "a") == first)
        #expect(issuers.signatureChecks == once)
        for leaf in leaves { #expect(try issuers.completed([leaf], "a").count == 2) }
        #expect(issuers.signatureChecks == IssuerIndex.signatureCheckLimit)
    }

    @Test func `refuses other versions, signed stores and trailing parts`() throws {
        let bytes = try KeyStoreFixture.bytes(.pkcs12)
        var reader = DERReader(bytes)
        let parts = try reader.next(DERTag.sequence).contents
        for changed in [
            DERWriter.element(0x30, DERWriter.integer(4) + parts.dropFirst(3)),
            DERWriter.element(0x30, Array(parts) + DERWriter.null),
            DERWriter.sequence([DERWriter.integer(3)]),
            DERWriter.sequence([
                DERWriter.integer(3), DERWriter.sequence([DERWriter.objectIdentifier(PKCS12Identifier.signedData)]),
            ]),
        ] {
            #expect(throws: PKIError.self) { try decode(changed) }
        }
    }
}
