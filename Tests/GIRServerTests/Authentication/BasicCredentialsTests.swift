import FoundationEssentials
import GIRPKI
import GIRTestSupport
import HTTPTypes
import Testing

@testable import GIRServer

@Suite struct `Basic credentials` {
    private static func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    @Test(arguments: [
        ("Basic", "user:pass", "user", "pass"), ("basic", "user:pass", "user", "pass"), ("BASIC ", "u:p", "u", "p"),
        ("Basic", "u:p:q", "u", "p:q"), ("Basic", "u:", "u", ""), ("Basic", ":p", "", "p"),
        ("Basic", "jürgen@x:pä ß🔑", "jürgen@x", "pä ß🔑"), ("Basic", " u : p ", " u ", " p "),
    ])
    func `are read`(scheme: String, text: String, user: String, password: String) throws {
        let read = try #require(BasicCredentials(field: "\(scheme) \(Self.encoded(text))"))
        #expect(read.userName == user)
        #expect(read.password.revealText() == password)
    }

    @Test(arguments: [
        "", "Basic", "Basic ", "Basic =", "Basic ====", "Basic !!!!", "Basic dXNlcg==", "Basic dXNlcjpwYXNz\u{0}",
        "Bearer dXNlcjpwYXNz", "dXNlcjpwYXNz", "Basic dXNlcjpwYXNz dXNlcjpwYXNz", "Basic dXNlcjpw YXNz",
        "Basic dXNlcjpwYXN", "Basic dXNlcjpwYXNz=", "Basic,dXNlcjpwYXNz", "BasicdXNlcjpwYXNz", "Basic dXNlcjpw-_Nz",
        "Negotiate", "Basic \(encoded("a\nb:c"))", "Basic \(encoded("a:b\u{0}c"))", "Basic \(encoded("a:b\rc"))",
        "Basic \(encoded("a\u{7f}:c"))", "Basic \(Data([0x75, 0x3a, 0xff]).base64EncodedString())",
        "Basic \(Data([0xc3, 0x3a, 0x70]).base64EncodedString())",
        "Basic \(encoded("u:" + String(repeating: "p", count: 8192)))",
    ])
    func `are none in anything else`(field: String) {
        #expect(BasicCredentials(field: field) == nil)
    }

    @Test func `are not chosen from several fields`() {
        var headers = HTTPFields()
        headers.append(HTTPField(name: .authorization, value: "Basic dXNlcjpwYXNz"))
        if case .credentials = BasicCredentials.reading(of: headers) {} else { Issue.record("one is read") }
        headers.append(HTTPField(name: .authorization, value: "Basic dXNlcjpwYXNz"))
        if case .repeated = BasicCredentials.reading(of: headers) {} else { Issue.record("two are not") }
        if case .absent = BasicCredentials.reading(of: [:]) {} else { Issue.record("none is none") }
    }

    @Test func `are read from any bytes without a fault`() {
        let valid = Array("Basic \(Self.encoded("user:password"))".utf8)
        for change in Mutations.random(of: valid, count: 2000, seed: 1) {
            _ = BasicCredentials(field: String(decoding: change.bytes, as: UTF8.self))
        }
    }

    @Test func `do not show the password`() throws {
        let read = try #require(BasicCredentials(field: "Basic \(Self.encoded("user:hunter2"))"))
        #expect(!"\(read)".contains("hunter2"))
        #expect(!String(reflecting: read).contains("hunter2"))
    }
}
