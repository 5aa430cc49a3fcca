import GIRConfigKit
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// Compares with `org.eclipse.jetty.util.security.Password` of Debian's package libjetty9-java.
@Suite struct `Obfuscated passwords and Jetty` {
    private static let jar = "/usr/share/java/jetty9-util.jar"
    private static let canRun = (Tool.java.found && access(jar, R_OK) == 0) || Tool.required

    @Test(.enabled(if: canRun, "needs java and libjetty9-java"))
    func `write the same value for each password`() async throws {
        let passwords = ["password", "pa$$word", "a", "ab", "äöü", "日本語", "mixed ß text", "🙂", "\u{7F}~!\""]
        for password in passwords {
            let jetty = try await Tool.java.run(
                ["-Dsun.jnu.encoding=UTF-8", "-cp", Self.jar, "org.eclipse.jetty.util.security.Password", password])
            // The program prints the password, the OBF form and a digest, among log lines.
            let value = try #require(
                (jetty.stdout + jetty.stderr).split(separator: "\n").first { $0.hasPrefix(ObfuscatedPassword.prefix) },
                "\(jetty)"
            )
            #expect(try ObfuscatedPassword.encode(Secret(password)).revealText() == String(value))
            #expect(try ObfuscatedPassword.decode(Secret(String(value))) == Secret(password))
        }
    }
}
