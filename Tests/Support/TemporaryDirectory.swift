import FoundationEssentials
import Glibc

/// A new empty folder for one test; all of them go when the test process ends.
///
/// Not removed earlier, so that no test must keep a value alive for its folder to stay.
public struct TemporaryDirectory: Sendable {
    /// The folder's absolute path, without a slash at the end.
    public let path: String

    /// Makes the folder, readable by its owner alone.
    public init() throws {
        var template = Array("\(Self.root)/XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXFailure("make a folder in '\(Self.root)'") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path of something in the folder, whether it exists or not.
    public func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and the folders above it, and answers its path.
    @discardableResult
    public func write(_ bytes: some Collection<UInt8>, to name: String, mode: UInt16 = 0o600) throws -> String {
        let target = path(name)
        let folder = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: target))
        guard chmod(target, mode_t(mode)) == 0 else { throw POSIXFailure("change the mode of '\(target)'") }
        return target
    }

    /// Writes a text file as UTF-8, and answers its path.
    @discardableResult
    public func write(_ text: String, to name: String, mode: UInt16 = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// Makes a folder, and answers its path.
    @discardableResult
    public func makeFolder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        return path(name)
    }

    /// The bytes of a file.
    public func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(name)))) }

    /// The text of a file; what is not UTF-8 shows as U+FFFD.
    public func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Whether there is a file or folder of that name.
    public func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The permission bits of a file or folder.
    public func mode(_ name: String) throws -> UInt16 {
        var status = stat()
        guard lstat(path(name), &status) == 0 else { throw POSIXFailure("look at '\(path(name))'") }
        return UInt16(status.st_mode & 0o7777)
    }

    /// Every file below the folder, by relative path: equal before and after means that nothing was touched.
    public func files() throws -> [String: File] {
        var found: [String: File] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder), !isFolder else {
                continue
            }
            found[name] = File(bytes: try bytes(name), mode: try mode(name))
        }
        return found
    }

    /// One file's contents and permission bits.
    public struct File: Sendable, Equatable {
        /// What is in it.
        public let bytes: [UInt8]
        /// The permission bits.
        public let mode: UInt16
    }

    /// One folder a test process, removed when it ends in the ordinary way.
    static let root: String = {
        let base = EnvironmentVariable.value("TMPDIR") ?? "/tmp"
        let path = "\(base)/girctl-tests.\(getpid())"
        _ = mkdir(path, 0o700)
        atexit { try? FileManager.default.removeItem(atPath: TemporaryDirectory.root) }
        return path
    }()
}

/// A system call that did not do what a test's set-up needs.
struct POSIXFailure: Error, CustomStringConvertible {
    let description: String

    /// Takes the reason from `errno`, so it must be made right after the call.
    init(_ what: String) { description = "cannot \(what): \(String(cString: strerror(errno)))" }
}
