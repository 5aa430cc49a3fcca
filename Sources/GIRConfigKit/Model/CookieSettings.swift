/// The section `jetty.cookies`: the session cookie.
public struct CookieSettings: Sendable {
    /// When browsers send a cookie with requests from other sites.
    public enum SameSite: String, Sendable, Hashable, CaseIterable {
        case lax = "Lax"
        case none = "None"
        case strict = "Strict"
    }

    /// Its name.
    public let name: String
    /// Whether scripts cannot read it; true unless the file says otherwise.
    public let httpOnly: Bool
    /// Whether it is sent over TLS only; nil where the file does not say.
    public let secure: Bool?
    /// When it is sent with requests from other sites; nil where the file does not say.
    public let sameSite: SameSite?

    init(_ reader: SettingReader) {
        name = reader.text("jetty.cookies.name") ?? "JSESSIONID"
        httpOnly = reader.writtenFlag("jetty.cookies.httpOnly") ?? true
        secure = reader.writtenFlag("jetty.cookies.secure")
        let word = reader.text("jetty.cookies.sameSite")?.lowercased()
        sameSite = SameSite.allCases.first { $0.rawValue.lowercased() == word }
    }
}
