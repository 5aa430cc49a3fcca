/// The version of both programs.
public enum Version {
    /// The number alone, such as `1.2.3`.
    public static let text = "0.1.0"
}
