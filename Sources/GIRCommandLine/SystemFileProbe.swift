public import GIRConfigKit
import Glibc

/// Looks at the files of this machine for the linter.
public struct SystemFileProbe: FileProbe {
    /// Makes a probe.
    public init() {}

    /// The bytes of a regular file, or why there are none.
    public func contents(of path: String) -> ProbedFile {
        var status = stat()
        // A pipe or a terminal would be waited for without end.
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            if status.st_mode & S_IFMT == S_IFDIR { return .folder }
            return .unreadable("'\(path)' is not a regular file")
        }
        do throws(CommandFailure) {
            // Keystores have limits of their own, and `-` is a name like any other here.
            return .bytes(try InputFile.read(path == "-" ? "./-" : path, limit: Self.limit))
        } catch {
            return error.status == .inputMissing ? .missing : .unreadable(error.message)
        }
    }

    /// The permission bits; nil where there is nothing.
    public func permissions(of path: String) -> UInt16? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return UInt16(truncatingIfNeeded: status.st_mode & 0o7777)
    }

    /// Why no file can be made in a folder: it is not there, or this user may not write there.
    public func obstacle(toWritingIn folder: String) -> String? {
        var status = stat()
        guard stat(folder, &status) == 0 else { return SystemError().reason }
        guard status.st_mode & S_IFMT == S_IFDIR else { return "it is no folder" }
        return access(folder, W_OK | X_OK) == 0 ? nil : SystemError().reason
    }

    /// The path with its symbolic links followed.
    public func resolved(_ path: String) -> String { ResolvedPath(path).text }

    private static let limit = 64 << 20
}
