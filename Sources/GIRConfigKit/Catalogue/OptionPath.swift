/// Paths of options as they are written: keys with dots between them.
enum OptionPath {
    /// Where the last key of a path begins.
    static func nameStart(in path: String) -> String.Index {
        path.utf8.lastIndex(of: UInt8(ascii: ".")).map(path.utf8.index(after:)) ?? path.startIndex
    }

    /// The path of a key in a section; the section at the top of the file has an empty path.
    static func appending(_ key: some StringProtocol, to section: some StringProtocol) -> String {
        section.isEmpty ? String(key) : "\(section).\(key)"
    }

    /// The path itself and those of the sections around it, the outermost first.
    static func prefixes(of path: String) -> [String] {
        path.indices.filter { path[$0] == "." }.map { String(path[..<$0]) } + [path]
    }
}
