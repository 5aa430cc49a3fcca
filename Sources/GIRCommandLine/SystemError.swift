import Glibc

/// The text and the exit status of an `errno`.
public struct SystemError: Sendable {
    /// The number, as in errno(3).
    public let code: Int32

    /// Takes a number.
    public init(_ code: Int32) { self.code = code }

    /// Takes the number of the last failed call.
    public init() { code = errno }

    /// The reason in words, in lower case: `no such file or directory`.
    public var reason: String {
        let text = String(cString: strerror(code))
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// The failure to read or open an input file.
    public func readingFailure(_ path: String) -> CommandFailure {
        switch code {
        case ENOENT, ENOTDIR:
            CommandFailure(
                .inputMissing,
                "'\(path)' does not exist",
                hint: path.hasPrefix("/") ? "check the path" : ExitStatus.inputMissing.remedy
            )
        case EACCES, EPERM:
            CommandFailure(
                .permission,
                "'\(path)' cannot be read: \(reason)",
                hint: "run as its owner or change its mode"
            )
        case EISDIR:
            .folder(path)
        default:
            CommandFailure(.inputOutput, "'\(path)' cannot be read: \(reason)", hint: remedy)
        }
    }

    /// The failure to create or replace an output file.
    public func writingFailure(_ path: String) -> CommandFailure {
        switch code {
        case EACCES, EPERM, EROFS:
            CommandFailure(
                .permission,
                "'\(path)' cannot be written: \(reason)",
                hint: "check the owner and mode of its folder"
            )
        case ENOENT, ENOTDIR:
            CommandFailure(
                .cannotCreate,
                "'\(path)' cannot be created: its folder does not exist",
                hint: "create the folder first"
            )
        case ENOSPC, EDQUOT, EIO, EFBIG:
            CommandFailure(.inputOutput, "'\(path)' cannot be written: \(reason)", hint: "nothing was changed")
        case EBUSY:
            CommandFailure(
                .cannotCreate,
                "'\(path)' cannot be replaced: it is a mount point of its own",
                hint: "mount its folder in its place, as a file that is mounted alone cannot be written as one step"
            )
        default:
            CommandFailure(.cannotCreate, "'\(path)' cannot be written: \(reason)", hint: remedy)
        }
    }

    private var remedy: String {
        switch code {
        case ELOOP: "see where its symbolic links lead: one leads back to itself"
        case EMFILE, ENFILE: "raise the limit on open files: ulimit -n"
        case ENAMETOOLONG: "shorten it: a file's name has at most 255 bytes"
        case ETXTBSY: "stop the program that runs from it"
        default: "check the disk or the network that it lies on"
        }
    }
}

extension CommandFailure {
    /// A folder where a file is expected.
    static func folder(_ path: String) -> CommandFailure {
        CommandFailure(.inputOutput, "'\(path)' is a folder", hint: "name a file in it")
    }
}
