import Glibc

/// The files that are meant by the paths on a command line.
public enum InputPaths {
    /// Replaces each folder by the files directly in it that have one of the endings, in the order of their names.
    ///
    /// A pipe in a folder would be waited for without end: what is no file is passed over there.
    ///
    /// - Throws: status 66 for a path that does not exist or a folder without such a file.
    public static func expand(_ paths: [String], endings: [String]) throws(CommandFailure) -> [String] {
        var files: [String] = []
        for path in paths {
            guard path != "-", kind(path, followingLinks: true) == S_IFDIR else {
                files.append(path)
                continue
            }
            let folder = path.hasSuffix("/") ? path : "\(path)/"
            let found = try names(in: path).filter { name in
                // A link that leads nowhere is told of when it is read.
                !name.hasPrefix(".") && endings.contains { name.hasSuffix($0) }
                    && [S_IFREG, nil].contains(kind(folder + name, followingLinks: true))
            }
            guard !found.isEmpty else {
                throw CommandFailure(
                    .inputMissing,
                    "'\(path)' has no \(endings.joined(separator: " or ")) file",
                    hint: "name the file itself, or a folder that has one"
                )
            }
            files += found.sorted().map { folder + $0 }
        }
        return files
    }

    /// The paths without those of files that stand before them, by whatever other path.
    public static func distinct(_ paths: [String]) -> [String] {
        var seen: Set<ResolvedPath> = []
        return paths.filter { seen.insert(ResolvedPath($0)).inserted }
    }

    /// Whether nothing has this name, or a folder without anything in it.
    ///
    /// - Throws: status 73 for what is no folder, 77 for one that cannot be read.
    public static func isAbsentOrEmpty(_ path: String) throws(CommandFailure) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return true }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(.cannotCreate, "'\(path)' is no folder", hint: "choose another name")
        }
        return try names(in: path).allSatisfy { $0 == "." || $0 == ".." }
    }

    /// The most files that are looked for in a folder and those in it.
    private static let countLimit = 100_000

    /// The path itself, or where it is a folder all regular files in it and in its folders, in the order of their names.
    ///
    /// Hidden names are passed over, and so are links to folders, which could lead in a circle.
    ///
    /// - Throws: status 66 or 77 for a path that cannot be looked into, 65 for a folder with too many files.
    public static func below(_ path: String) throws(CommandFailure) -> [String] {
        guard let top = kind(path, followingLinks: true) else { throw SystemError().readingFailure(path) }
        guard top == S_IFDIR else { return [path] }
        var files: [String] = []
        var folders = [path]
        while let folder = folders.popLast() {
            var inner: [String] = []
            for name in try names(in: folder).sorted() where !name.hasPrefix(".") {
                let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
                if kind(path, followingLinks: true) == S_IFREG {
                    files.append(path)
                } else if kind(path, followingLinks: false) == S_IFDIR {
                    inner.append(path)
                }
            }
            folders += inner.reversed()
            guard files.count + folders.count <= countLimit else {
                throw CommandFailure(.data, "'\(path)' has more than \(countLimit) files", hint: "name folders in it")
            }
        }
        return files
    }

    private static func kind(_ path: String, followingLinks: Bool) -> mode_t? {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }

    /// What is in a folder, `.` and `..` with it.
    static func names(in folder: String) throws(CommandFailure) -> [String] {
        guard let stream = opendir(folder) else { throw SystemError().readingFailure(folder) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
            )
        }
        return names
    }
}
