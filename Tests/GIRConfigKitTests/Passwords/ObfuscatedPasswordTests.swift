import GIRConfigKit
import GIRPKI
import Testing

/// The values in the first test are Jetty's own (`org.eclipse.jetty.util.security.Password` of Jetty 9.4.57).
@Suite struct `Obfuscated passwords` {
    @Test(arguments: [
        ("password", "OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v"),
        ("storepwd", "OBF:1vny1zlo1x8e1vnw1vn61x8g1zlu1vn4"),
        ("pässwörd", "OBF:1v2jU12luU0wjaU0mv71zej1zerU12lvU102sU0mo31v1v"),
        ("aé", "OBF:U0jahU12o3U0xgh"),
        ("🙂x", "OBF:U1bi0U0viaU0uc9U0psvU0nw0"),
        ("", "OBF:"),
    ]) func `are those that Jetty writes`(password: String, value: String) throws {
        #expect(try ObfuscatedPassword.encode(Secret(password)).revealText() == value)
        #expect(try ObfuscatedPassword.decode(Secret(value)) == Secret(password))
    }

    @Test func `round-trip every byte beside every other`() throws {
        for first in UInt8.min...UInt8.max {
            for second in stride(from: UInt8.min, through: 250, by: 5) {
                let password = Secret([first, second, second &+ 1])
                #expect(try ObfuscatedPassword.decode(ObfuscatedPassword.encode(password)) == password)
            }
        }
    }

    @Test func `that were changed are refused`() throws {
        let value = Array("OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v".utf8)
        for index in 4..<value.count {
            for replacement in Array("0zUA é".utf8) where replacement != value[index] {
                var changed = value
                changed[index] = replacement
                #expect(throws: ConfigError(.obfuscationMalformed, "")) {
                    try ObfuscatedPassword.decode(Secret(changed))
                }
            }
        }
    }

    @Test func `that are cut off are refused`() throws {
        let value = "OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v"
        for length in 5..<value.count {
            #expect(throws: ConfigError(.obfuscationMalformed, "")) {
                try ObfuscatedPassword.decode(Secret(String(value.prefix(length))))
            }
        }
    }

    @Test func `have the prefix and a limit`() {
        #expect(throws: ConfigError(.notEncrypted, "")) { try ObfuscatedPassword.decode(Secret("obf:1v2j")) }
        let long = Secret([UInt8](repeating: 0x41, count: ObfuscatedPassword.maximumLength + 1))
        #expect(throws: ConfigError(.limitExceeded, "")) { try ObfuscatedPassword.encode(long) }
        #expect(throws: ConfigError(.limitExceeded, "")) {
            try ObfuscatedPassword.decode(Secret("OBF:" + String(repeating: "1", count: 1 << 16)))
        }
    }
}
