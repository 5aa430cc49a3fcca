import FoundationEssentials
import GIRCommandLine
import GIRPKI
import Glibc

/// Looks at the clock, and at the programs that the server and the administrator need.
struct MachineExamination {
    let invocation: Invocation

    var checks: [DoctorCheck] { [clock, java, openssl] }

    private var clock: DoctorCheck {
        let time = JSONReport.time(invocation.now)
        return SystemClock.isSynchronised
            ? DoctorCheck("clock", .ok, "\(time), synchronised")
            : DoctorCheck(
                "clock",
                .note,
                "\(time), not known to be synchronised: certificates depend on it",
                help: "timedatectl set-ntp true"
            )
    }

    private var java: DoctorCheck {
        let candidates = JavaTruststore.candidates(invocation.environment)
        guard let path = candidates.first(where: { access($0, R_OK) == 0 }) else {
            return DoctorCheck(
                "java",
                .note,
                "there is no Java here; links that trust its CAs are checked where the server runs",
                help: "set JAVA_HOME to the server's Java"
            )
        }
        let home = JavaTruststore.home(invocation.environment)
        let version = home.flatMap(Self.version).map { "version \($0)" } ?? "version not known"
        return DoctorCheck("java", .ok, "\(home.map { "'\($0)'" } ?? "no program found"), \(version), trusts '\(path)'")
    }

    private var openssl: DoctorCheck {
        let program = PathSearch.find("openssl", invocation.environment["PATH"] ?? "")
        return DoctorCheck(
            "openssl",
            .ok,
            "\(CryptographicLibrary.version) in girctl; \(program.map { "program '\($0)'" } ?? "no program found")"
        )
    }

    /// The version in the file that every JDK has at its top.
    private static func version(_ home: String) -> String? {
        guard let bytes = try? InputFile.read("\(home)/release", limit: 1 << 16) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix("JAVA_VERSION=") }.map { $0.dropFirst(13).filter { $0 != "\"" } }
    }
}

/// Programs in the folders of PATH.
enum PathSearch {
    static func find(_ program: String, _ path: String) -> String? {
        path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }
}
