import Glibc

/// Reads whole files, with a limit, and standard input where the path is `-`.
public enum InputFile {
    /// The most that is read of a keystore, certificate bundle or configuration.
    public static let standardLimit = 256 << 20

    /// The bytes of the file.
    ///
    /// - Throws: status 66 where there is none, 77 where it may not be read, 65 where it is larger than the limit,
    ///   74 for a folder and for failures half way.
    public static func read(_ path: String, limit: Int = standardLimit) throws(CommandFailure) -> [UInt8] {
        guard path != "-" else { return try read(descriptor: STDIN_FILENO, named: "standard input", limit: limit) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError().readingFailure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError().readingFailure(path) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw CommandFailure(.inputOutput, "'\(path)' is a folder", hint: "name a file in it")
        }
        return try read(descriptor: descriptor, named: path, limit: limit, expected: Int(status.st_size))
    }

    /// The bytes of an open descriptor up to its end.
    public static func read(
        descriptor: Int32,
        named name: String,
        limit: Int = standardLimit,
        expected: Int = 0
    ) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(max(expected + 1, 4096), limit + 1))
        while bytes.count <= limit {
            let wanted = min(max(bytes.capacity - bytes.count, 65_536), limit + 1 - bytes.count)
            var failure: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                var result: Int
                repeat {
                    result = Glibc.read(descriptor, buffer.baseAddress, wanted)
                } while result < 0 && errno == EINTR
                failure = result < 0 ? errno : 0
                count = max(result, 0)
            }
            guard failure == 0 else { throw SystemError(failure).readingFailure(name) }
            if chunk.isEmpty { return bytes }
            bytes += chunk
        }
        throw CommandFailure(.data, "'\(name)' is larger than \(limit) bytes", hint: "this is no file girctl works on")
    }
}
