import Glibc

/// The test process's own environment, which decides what is run and never what a child sees.
public enum EnvironmentVariable {
    /// The value of a variable; nil where it is not set or empty.
    public static func value(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// Whether a variable is set to anything but nothing.
    public static func isSet(_ name: String) -> Bool { value(name) != nil }
}
