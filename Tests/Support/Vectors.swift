import FoundationEssentials

/// Test vectors that lie outside the repository, in the folder that `GIRCTL_VECTORS` names.
///
/// A test that needs them says `.enabled(if: Vectors.available, "set GIRCTL_VECTORS")`.
public enum Vectors {
    /// The folder, or nil where the variable is not set.
    public static let folder: String? = EnvironmentVariable.value("GIRCTL_VECTORS")

    /// Whether there are any.
    public static var available: Bool { folder != nil }

    /// The bytes of one file, by its path below the folder.
    public static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { throw CommandError(reason: "GIRCTL_VECTORS is not set", result: nil) }
        return Array(try Data(contentsOf: URL(filePath: "\(folder)/\(path)")))
    }

    /// One JSON file, read as the type given.
    public static func json<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(try bytes(path)))
    }
}
