import GIRTestSupport
import Testing

@testable import GIRConfigKit

@Suite struct `Name pattern` {
    @Test(arguments: [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", true), ("TLS_AES", "TLS_AES_128_GCM_SHA256", false),
        ("^.*_(MD5|SHA|SHA1)$", "TLS_RSA_WITH_AES_128_CBC_SHA", true),
        ("^.*_(MD5|SHA|SHA1)$", "TLS_RSA_WITH_AES_128_CBC_SHA256", false),
        ("^TLS_RSA_.*$", "TLS_RSA_WITH_AES_128_CBC_SHA", true), ("^.*_anon_.*$", "TLS_DH_ANON_X", false),
        ("TLS_(?:ECDHE|DHE)_.+", "TLS_DHE_X", true), ("TLS_(?:ECDHE|DHE)_.+", "TLS_DHE_", false),
        ("[A-Z]{3}_[^_]+_\\d{3}.*?", "TLS_AES_128_GCM", true), ("[A-Z]{4}_.*", "TLS_AES", false),
        ("a{2,3}", "a", false), ("a{2,3}", "aa", true), ("a{2,3}", "aaa", true), ("a{2,3}", "aaaa", false),
        ("a{2,}", "aaaaaa", true), ("a{0}", "", true), ("(a|ab)(c|bcd)", "abcd", true), ("(a*)*b", "aaab", true),
        ("\\w+\\.\\S", "a_1.x", true), ("[\\d_]+", "1_2", true), ("[a-]", "-", true), ("|a", "", true),
        ("x*", "", true), ("", "", true), ("a$b", "ab", false), ("tls.*", "TLS_AES", false),
    ])
    func `describes whole names as Java's do`(_ pattern: String, _ name: String, _ isMatch: Bool) throws {
        #expect(try NamePattern(pattern).matches(name) == isMatch)
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[]", "[^]", "*", "+a", "a**", "a*+", "a{", "a{x}", "a{3,2}", "a{65}", "a{,2}", "(?=a)",
        "(?i)a", "\\", "\\1", "\\p{L}", "\\b", "[z-a]", "[a[b]]", "[a&&b]", String(repeating: "(", count: 100),
        String(repeating: "a", count: 600),
    ])
    func `refuses what it does not understand, and says why`(_ pattern: String) {
        let failure = #expect(throws: NamePattern.Failure.self) { try NamePattern(pattern) }
        #expect(failure?.reason.isEmpty == false)
    }

    @Test func `takes no longer for patterns that make others go back and forth`() throws {
        let name = String(repeating: "a", count: NamePattern.nameLimit)
        for pattern in ["(a*)*b", "(a|a)*b", "(a|aa)+$b", "((a{0,64}){0,64}){0,64}b", "(.*)*(.*)*(.*)*b"] {
            #expect(try !NamePattern(pattern).matches(name))
        }
    }

    @Test func `survives any bytes`() {
        var random = SeededRandom(seed: 8)
        let signs = Array("ab()[]{}|*+?^$\\.-,12&é")
        for _ in 0..<5000 {
            let text = String(
                (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in signs.randomElement(using: &random) }
            )
            _ = try? NamePattern(text).matches("abba12")
        }
    }
}
