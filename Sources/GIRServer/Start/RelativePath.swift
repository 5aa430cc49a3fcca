/// A path as the configuration means it.
enum RelativePath {
    /// The path as seen from the folder of the configuration, not from where the server was started.
    static func resolve(_ path: String, from configuration: String) -> String {
        guard !path.hasPrefix("/"), let slash = configuration.lastIndex(of: "/") else { return path }
        return configuration[...slash] + path
    }
}
