/// Looks at the files that a configuration names, so that the linter itself opens none.
public protocol FileProbe: Sendable {
    /// The bytes of a file, or why there are none.
    func contents(of path: String) -> ProbedFile
    /// The permission bits of a file, such as `0o640`; nil where there is none or where that cannot be told.
    func permissions(of path: String) -> UInt16?
    /// Why no file can be made in a folder, in the words of a message; nil where one can.
    func obstacle(toWritingIn folder: String) -> String?
    /// The path with its symbolic links followed, to tell whether two paths are the same.
    func resolved(_ path: String) -> String
}

/// What there is at a path.
public enum ProbedFile: Sendable, Hashable {
    /// A file that was read.
    case bytes([UInt8])
    /// A folder.
    case folder
    /// Nothing.
    case missing
    /// Something that cannot be read, with the reason in the words of a message.
    case unreadable(String)
}
