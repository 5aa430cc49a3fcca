public import GIRConfigKit
import GIRPKI
import Glibc

/// The file with the keys for `CRYPT:` values: reading, making and changing it.
public enum KeyFile {
    /// Who may read a key file besides its owner.
    public enum Readers: String, Sendable {
        /// Everyone: the user has said that it is all right.
        case anyone
        /// The group: systemd gives a service access to a credential by an ACL, which shows as a group's right.
        case group
        /// Nobody.
        case owner
    }

    /// The keys in the file.
    ///
    /// - Throws: status 66, 74 or 77 for a file that cannot be read, 77 where more people may read it than `readers`,
    ///   65 where it is no key file.
    public static func read(_ path: String, readers: Readers) throws(CommandFailure) -> EncryptionKeyRing {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError().readingFailure(path) }
        defer { close(descriptor) }
        try checkMode(of: descriptor, path: path, readers: readers)
        let file = try contents(of: descriptor, path: path)
        do {
            return try EncryptionKeyRing(parsing: file)
        } catch {
            throw CommandFailure(error, in: path)
        }
    }

    /// Writes the key file, new or in the place of the old one.
    ///
    /// - Throws: status 73, 74 or 77; the old file is as it was then, and there is no new one.
    public static func write(_ path: String, with ring: EncryptionKeyRing) throws(CommandFailure) {
        var bytes = ring.encoded().revealBytes()
        defer { _ = Secret(erasing: &bytes) }
        try OutputFile.replace(path, with: bytes, mode: 0o600)
    }

    /// Makes the folder of the path and those above it, for the owner alone, where they are missing.
    ///
    /// - Throws: status 73 or 77.
    public static func makeFolder(of path: String) throws(CommandFailure) {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            end = path.index(after: slash)
            let folder = String(path[..<slash])
            if folder.isEmpty || mkdir(folder, 0o700) == 0 || errno == EEXIST { continue }
            throw SystemError().writingFailure(folder)
        }
    }

    private static func contents(of descriptor: Int32, path: String) throws(CommandFailure) -> Secret {
        // The whole capacity at once: growing would leave copies of the keys behind that nobody overwrites.
        var bytes = [UInt8](repeating: 0, count: EncryptionKeyRing.maximumFileLength + 1)
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let result = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), room)
            }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw SystemError().readingFailure(path) }
            if result == 0 { break }
            count += result
        }
        bytes.removeSubrange(count...)
        return Secret(erasing: &bytes)
    }

    private static func checkMode(
        of descriptor: Int32,
        path: String,
        readers: Readers
    ) throws(CommandFailure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError().readingFailure(path) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw CommandFailure.folder(path)
        }
        let forbidden: mode_t =
            switch readers {
            case .anyone: 0
            case .group: 0o007
            case .owner: 0o077
            }
        guard status.st_mode & forbidden == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw CommandFailure(
                .permission,
                "key file '\(path)' has mode 0\(mode): others than its owner have access to the keys",
                hint:
                    "chmod 600 \(ShellWord.quoted(path)), and think of the passwords as read; --insecure-key-permissions goes on"
            )
        }
    }
}
