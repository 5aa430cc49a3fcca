import Glibc

/// Where Java keeps the certificates it trusts.
enum JavaTruststore {
    /// The places in the order in which they are looked at: `JAVA_HOME`, the Java in `PATH`, Debian's.
    static func candidates(_ environment: [String: String]) -> [String] {
        var homes: [String] = []
        if let home = environment["JAVA_HOME"], !home.isEmpty {
            homes.append(home)
        } else if let home = homeOfProgram(environment["PATH"] ?? "") {
            homes.append(home)
        }
        // Java prefers jssecacerts; up to Java 8 a JDK has its runtime in jre.
        let places = homes.flatMap { home in
            ["lib/security", "jre/lib/security"].flatMap { ["\(home)/\($0)/jssecacerts", "\(home)/\($0)/cacerts"] }
        }
        return places + ["/etc/ssl/certs/java/cacerts"]
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
