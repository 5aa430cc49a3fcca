import Glibc

/// Where Java keeps the certificates it trusts.
public enum JavaTruststore {
    /// The places in the order in which they are looked at: `JAVA_HOME`, the Java in `PATH`, Debian's.
    public static func candidates(_ environment: [String: String]) -> [String] {
        let homes = [home(environment)].compactMap(\.self)
        // Java prefers jssecacerts; up to Java 8 a JDK has its runtime in jre.
        let places = homes.flatMap { home in
            ["lib/security", "jre/lib/security"].flatMap { ["\(home)/\($0)/jssecacerts", "\(home)/\($0)/cacerts"] }
        }
        return places + ["/etc/ssl/certs/java/cacerts"]
    }

    /// The folder of the Java that is found: `JAVA_HOME`, else that of the program in `PATH`.
    public static func home(_ environment: [String: String]) -> String? {
        if let home = environment["JAVA_HOME"], !home.isEmpty { return home }
        return homeOfProgram(environment["PATH"] ?? "")
    }

    private static func homeOfProgram(_ path: String) -> String? {
        for folder in path.split(separator: ":") {
            guard let real = realpath("\(folder)/java", nil) else { continue }
            defer { free(real) }
            // …/bin/java
            let parts = String(cString: real).split(separator: "/").dropLast(2)
            return "/" + parts.joined(separator: "/")
        }
        return nil
    }
}
