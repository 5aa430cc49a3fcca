import Glibc

/// A path with its symbolic links followed, so that the file behind them is locked and replaced, not a link.
public struct ResolvedPath: Sendable, Hashable {
    /// The whole path; a file that does not exist yet has the name that it will get.
    ///
    /// Two paths of one file have the same text, unless they are hard links or their folder does not exist.
    public let text: String

    // As many as the kernel follows (path_resolution(7)).
    private static let maximumLinks = 40

    /// Follows the links of the path, also one that leads to a file that does not exist.
    public init(_ path: String) {
        var place = Self(folderResolved: path)
        for _ in 0..<Self.maximumLinks {
            guard !place.isOpenDescriptor, let target = place.linkTarget else { break }
            place = Self(folderResolved: target.hasPrefix("/") ? target : place.folder + target)
        }
        self = place
    }

    /// Follows the links of the path of a file that is to be written.
    ///
    /// - Throws: status 64 for `-` and 73 for a descriptor, such as `/dev/stdout`: neither can be replaced as a file.
    init(writing path: String) throws(CommandFailure) {
        guard path != "-" else {
            throw CommandFailure(.usage, "standard output cannot be written as a file here", hint: "name a file")
        }
        self.init(path)
        guard !isOpenDescriptor else {
            throw CommandFailure(
                .cannotCreate,
                "'\(path)' is an open descriptor, which cannot be replaced as one step",
                hint: "name the file itself"
            )
        }
    }

    private init(folderResolved path: String) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "./"
        let name = path[(slash.map(path.index(after:)) ?? path.startIndex)...]
        // `folder/`, `.` and `..` have no name that could be a file's.
        let isFile = !["", ".", ".."].contains(name)
        guard let real = realpath(isFile ? folder : path, nil) else {
            text = path
            return
        }
        defer { free(real) }
        let resolved = String(cString: real)
        text = !isFile ? resolved : resolved == "/" ? "/\(name)" : "\(resolved)/\(name)"
    }

    /// The path of the folder, with a slash at its end.
    var folder: String { text.lastIndex(of: "/").map { String(text[...$0]) } ?? "./" }

    /// The name of the file in its folder.
    var name: Substring { text[(text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex)...] }

    /// Whether it is one of the links in `/dev/fd` and its kin, which lie in `/proc/<pid>/fd`: a file opened there is
    /// written by whoever has it open, who would never see what takes its name.
    private var isOpenDescriptor: Bool { text.hasPrefix("/proc/") }

    private var linkTarget: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let bytes = buffer[..<max(readlink(text, &buffer, buffer.count), 0)].map(UInt8.init(bitPattern:))
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
