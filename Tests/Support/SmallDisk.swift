import Glibc

/// A file system of two megabytes in a folder of the test; mounting takes root.
public struct SmallDisk: Sendable {
    /// The folder.
    public let path: String

    /// Whether one can be had.
    public static var canMount: Bool { geteuid() == 0 && (try? SmallDisk())?.unmount() == true }

    /// Mounts one.
    public init() throws {
        path = try TemporaryDirectory().path
        guard mount("tmpfs", path, "tmpfs", 0, "size=2m,mode=700") == 0 else {
            throw POSIXFailure("mount a file system at '\(path)'")
        }
    }

    /// Makes it larger.
    public func grow() -> Bool { mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=8m") == 0 }

    /// Fills what is free with a file of that name.
    public func fill(_ name: String) throws {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXFailure("make '\(name)' at '\(path)'") }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
    }

    /// Takes it away.
    @discardableResult
    public func unmount() -> Bool { umount2(path, Int32(MNT_DETACH)) == 0 }
}
