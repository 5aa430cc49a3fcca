import Glibc

/// A path with its symbolic links followed, so that the file behind them is locked and replaced, not a link.
struct ResolvedPath {
    /// The whole path; where there is no file yet, the path as it was given.
    let text: String

    init(_ path: String) {
        guard let real = realpath(path, nil) else {
            text = path
            return
        }
        defer { free(real) }
        text = String(cString: real)
    }

    /// The path of the folder, with a slash at its end.
    var folder: String { text.lastIndex(of: "/").map { String(text[...$0]) } ?? "./" }

    /// The name of the file in its folder.
    var name: Substring { text[(text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex)...] }
}
