import GIRCommandLine
import GIRPKI
import Glibc

/// A file as it was, kept beside the one that takes its place.
enum BackupFile {
    /// Copies the file to `<file>.<time>.bak`, readable by its owner only, and answers that path.
    static func copy(_ path: String, _ invocation: Invocation) throws(CommandFailure) -> String {
        let stamp = JSONReport.time(invocation.now).filter { $0 != "-" && $0 != ":" }
        var name = "\(path).\(stamp).bak"
        var number = 1
        while access(name, F_OK) == 0 {
            number += 1
            name = "\(path).\(stamp).\(number).bak"
        }
        var bytes = try InputFile.read(path)
        defer { _ = Secret(erasing: &bytes) }
        try OutputFile.replace(name, with: bytes)
        return name
    }

    /// Removes a copy that nobody needs.
    static func remove(_ path: String) { unlink(path) }
}
