import GIRConfigKit
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
            throw CommandFailure.folder(path)
        }
        // Before anything is reserved: the size of a sparse file says nothing about what it costs.
        let size = Int(status.st_size)
        guard size <= limit else { throw tooLarge(path, limit) }
        return try read(descriptor: descriptor, named: path, limit: limit, expected: size)
    }

    /// The bytes of an open descriptor up to its end.
    ///
    /// - Parameter expected: how many there probably are; then they are read in one piece.
    public static func read(
        descriptor: Int32,
        named name: String,
        limit: Int = standardLimit,
        expected: Int = 0
    ) throws(CommandFailure) -> [UInt8] {
        var pieces: [[UInt8]] = []
        var room = limit
        var size = max(expected, 65_535)
        while true {
            // One byte more than there should be: it is the one that shows that there are more.
            let wanted = min(size, room) + 1
            let piece = try readPiece(of: descriptor, named: name, count: wanted)
            guard piece.count <= room else { throw tooLarge(name, limit) }
            room -= piece.count
            pieces.append(piece)
            if piece.count < wanted { break }
            size = 1 << 20
        }
        return pieces.count == 1 ? pieces[0] : Array(pieces.joined())
    }

    /// As many bytes as are asked for, or fewer at the end.
    private static func readPiece(
        of descriptor: Int32,
        named name: String,
        count wanted: Int
    ) throws(CommandFailure) -> [UInt8] {
        var failure: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            LargeMemory.willFill(buffer.baseAddress, count: wanted)
            while count < wanted {
                let result = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), wanted - count)
                if result < 0, errno == EINTR { continue }
                if result < 0 { failure = errno }
                if result <= 0 { break }
                count += result
            }
        }
        guard failure == 0 else { throw SystemError(failure).readingFailure(name) }
        return piece
    }

    private static func tooLarge(_ name: String, _ limit: Int) -> CommandFailure {
        CommandFailure(.data, "'\(name)' is larger than \(limit) bytes", hint: "this is no file girctl works on")
    }
}
