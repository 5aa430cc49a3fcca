import COpenSSL

/// The library that does the cryptography.
public enum CryptographicLibrary {
    /// Its name and version as it says itself, such as `OpenSSL 3.0.15 3 Sep 2024`.
    public static var version: String { OpenSSL_version(OPENSSL_VERSION).map { String(cString: $0) } ?? "OpenSSL" }
}
