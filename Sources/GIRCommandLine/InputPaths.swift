import Glibc

/// The files that are meant by the paths on a command line.
public enum InputPaths {
    /// Replaces each folder by the files directly in it that have one of the endings, in the order of their names.
    ///
    /// - Throws: status 66 for a path that does not exist or a folder without such a file.
    public static func expand(_ paths: [String], endings: [String]) throws(CommandFailure) -> [String] {
        var files: [String] = []
        for path in paths {
            var status = stat()
            guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                files.append(path)
                continue
            }
            let found = try names(in: path).filter { name in
                !name.hasPrefix(".") && endings.contains { name.hasSuffix($0) }
            }
            guard !found.isEmpty else {
                throw CommandFailure(.inputMissing, "'\(path)' has no \(endings.joined(separator: " or ")) file")
            }
            files += found.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        }
        return files
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

    private static func names(in folder: String) throws(CommandFailure) -> [String] {
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
