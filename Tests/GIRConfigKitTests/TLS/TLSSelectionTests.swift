import Testing

@testable import GIRConfigKit

@Suite struct `TLS selection` {
    private let suites = [
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    ]

    @Test func `is everything that is safe where no list says otherwise`() {
        let selection = TLSSelection()
        #expect(selection.speaksTLS12 && selection.speaksTLS13)
        #expect(selection.suitesOfTLS12.map(\.name) == suites)
        #expect(selection.remarks.isEmpty)
    }

    @Test func `knows the 36 suites of a Java 17, each once`() {
        #expect(CipherSuite.all.count == 36)
        #expect(Set(CipherSuite.all.map(\.number)).count == 36)
        #expect(Set(CipherSuite.all.map(\.name)).count == 36)
    }

    @Test func `is not changed by what Jetty excludes by default`() {
        let selection = TLSSelection(
            excludeProtocols: ["SSL", "SSLv2", "SSLv2Hello", "SSLv3"],
            excludeCipherSuites: ["^.*_(MD5|SHA|SHA1)$", "^TLS_RSA_.*$", "^SSL_.*$", "^.*_NULL_.*$", "^.*_anon_.*$"]
        )
        #expect(selection.suitesOfTLS12.map(\.name) == suites)
        #expect(selection.remarks.isEmpty)
    }

    @Test func `takes the order of an include list`() {
        let selection = TLSSelection(includeCipherSuites: [".*CHACHA20.*", "TLS_ECDHE_RSA_.*", "TLS_AES.*"])
        #expect(selection.suitesOfTLS12.map(\.name) == [suites[4], suites[5], suites[1], suites[3]])
        #expect(selection.speaksTLS13)
    }

    @Test(arguments: [
        ([String](), [String](), true, true), (["TLSv1.2"], [], true, false), (["TLSv1.3"], [], false, true),
        ([], ["TLSv1.2"], false, true), (["TLSv1.1", "TLSv1.2"], ["TLSv1.1"], true, false),
        (["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"], ["TLSv1.3"], true, false),
    ])
    func `narrows the versions`(_ included: [String], _ excluded: [String], _ has12: Bool, _ has13: Bool) {
        let selection = TLSSelection(includeProtocols: included, excludeProtocols: excluded)
        #expect(selection.speaksTLS12 == has12)
        #expect(selection.speaksTLS13 == has13)
        #expect(!selection.remarks.contains { $0.isFatal })
    }

    @Test(arguments: [
        (["TLSv1"], [String](), TLSSelection.List.includeProtocols), (["tlsv1.2"], [], .includeProtocols),
        ([], ["TLSv1.2", "TLSv1.3"], .excludeProtocols), (["TLSv1.1", "TLSv1.3"], [], .includeProtocols),
        (["TLSv1", "TLSv1.2"], [], .includeProtocols),
    ])
    func `refuses no version, and a hole between versions`(
        _ included: [String],
        _ excluded: [String],
        _ list: TLSSelection.List
    ) {
        let remarks = TLSSelection(includeProtocols: included, excludeProtocols: excluded).remarks
        #expect(remarks.contains { $0.kind == .noVersion && $0.list == list && $0.isFatal })
    }

    @Test func `is of one version where the suites are`() {
        let old = TLSSelection(includeCipherSuites: ["TLS_ECDHE_.*"])
        #expect(old.speaksTLS12 && !old.speaksTLS13)
        let new = TLSSelection(includeCipherSuites: ["TLS_AES_.*", "TLS_CHACHA20_.*"])
        #expect(!new.speaksTLS12 && new.speaksTLS13)
        #expect([old, new].allSatisfy { $0.remarks.map(\.kind) == [.lostVersion] })
    }

    @Test func `remarks on what it cannot do`() {
        func kinds(_ included: [String], _ excluded: [String] = []) -> [TLSSelection.Remark.Kind] {
            TLSSelection(includeCipherSuites: included, excludeCipherSuites: excluded).remarks.map(\.kind)
        }
        #expect(kinds(["TLS_RSA_.*"]) == [.neverSpoken, .nothingLeft])
        #expect(kinds([], [".*"]) == [.nothingLeft])
        #expect(kinds(["nothing", "TLS_.*"]) == [.idleEntry])
        #expect(kinds([], ["nothing"]) == [])
        #expect(kinds(["TLS_.*", "("]) == [.notAPattern])
        #expect(kinds([], ["TLS_AES_128_GCM_SHA256"]) == [.undivided])
    }
}
