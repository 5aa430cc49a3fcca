import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI
import Glibc

/// Looks at the files that the configuration names, and who can read them.
struct FileExamination {
    let time: Date

    /// Who has access to a file; nil where there is none.
    func access(to path: String, called name: String, isSecret: Bool) -> DoctorCheck? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let mode = status.st_mode & 0o777
        let octal = "0" + String(mode, radix: 8)
        let quoted = ShellWord.quoted(path)
        if mode & 0o022 != 0 {
            return DoctorCheck(
                name,
                .finding,
                "'\(path)' has mode \(octal): others can change it",
                help: "chmod go-w \(quoted)"
            )
        }
        if isSecret, mode & 0o077 != 0 {
            // A service often gets its files through its group.
            let isOpen = mode & 0o007 != 0
            return DoctorCheck(
                name,
                isOpen ? .finding : .note,
                "'\(path)' has mode \(octal): \(isOpen ? "everyone" : "the group") can read its secrets",
                help: isOpen ? "chmod o= \(quoted)" : nil
            )
        }
        let modified = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
        if modified > time.addingTimeInterval(60) {
            return DoctorCheck(
                name,
                .finding,
                "'\(path)' was changed in the future, \(JSONReport.time(modified)): the clock is or was wrong",
                help: "date -u"
            )
        }
        return DoctorCheck(name, .ok, "'\(path)' has mode \(octal)")
    }

    /// The keystore of the listener: whether it opens, has a key, and for how long its certificate is good.
    func keystore(
        _ path: String,
        _ password: Secret?
    ) -> (check: DoctorCheck, store: KeyStore?) {
        let name = "jetty.ssl.keyStorePath"
        let store: KeyStore
        do throws(CommandFailure) {
            let bytes = try InputFile.read(path)
            do throws(PKIError) {
                store = try KeyStore(decoding: bytes, password: password)
            } catch {
                throw CommandFailure(error, in: path)
            }
        } catch {
            return (DoctorCheck(name, .finding, error.message, help: error.hint), nil)
        }
        let quoted = ShellWord.quoted(path)
        guard let entry = store.entries.first(where: { $0.kind == .privateKey }), let own = entry.certificates.first
        else {
            let help = "girctl keystore genkey \(quoted) --alias jetty --san dns:HOST"
            return (DoctorCheck(name, .finding, "'\(path)' has no private key to serve with", help: help), store)
        }
        let days = Int((own.notAfter.timeIntervalSince(time) / 86_400).rounded(.down))
        let state = "'\(path)' serves '\(own.subject)', \(CertificateReport.validity(own, now: time))"
        guard days >= 30, own.notBefore <= time else {
            let help = "girctl keystore genkey NEWFILE --alias \(ShellWord.quoted(entry.alias)) --san dns:HOST"
            return (DoctorCheck(name, days < 7 || own.notBefore > time ? .finding : .note, state, help: help), store)
        }
        return (DoctorCheck(name, .ok, state), store)
    }
}
