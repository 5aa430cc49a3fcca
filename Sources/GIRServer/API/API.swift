import FoundationEssentials
import GIRLinks
public import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird
import NIOCore

/// What the resources work with.
struct API: Sendable {
    let store: any Store
    let settings: APISettings
    let tenants: TenantSettings
    let media: MediaLinks
    /// Lets nobody protect a recording that somebody removes.
    let locks = KeyedLock()
    let now: @Sendable () -> Date
    private let work: PasswordWork
    /// Forgets what is in memory of a user's sessions, which may have ended with a change.
    var forgetSessions: @Sendable (String) -> Void = { _ in }
    /// Ends a session; whether there was one.
    var endSession: @Sendable (Session) async throws -> Bool

    /// Takes what the resources work with.
    ///
    /// - Parameter work: where the verifiers of passwords are made.
    /// - Throws: `PKIError` where the key for settings cannot be made, `LinkError` where TLS cannot be set up.
    init(
        store: any Store,
        settings: APISettings = APISettings(),
        now: @escaping @Sendable () -> Date = { Date() },
        work: PasswordWork = PasswordWork()
    ) throws {
        self.store = store
        self.settings = settings
        tenants = TenantSettings(store: store, vault: try settings.securityKey.map { try SettingVault($0) })
        media = try MediaLinks(settings.media, now: now)
        self.now = now
        self.work = work
        endSession = { try await store.removeSession($0.idHash) }
    }

    /// Makes the verifier of a password, in turn with the logins that are checked.
    func hash(_ password: Secret) async throws -> PasswordHash {
        do {
            return try await work.run { try PasswordHash(of: password) }
        } catch is PasswordWork.Busy {
            throw APIError(.busy)
        }
    }

    /// The address of something for clients; `path` begins below `/api/v2`.
    func uri(_ path: String) -> String { (settings.externalURL ?? "/api/v2") + path }

    /// An answer with status 0 and the members.
    static func answer(
        _ members: [String: JSONValue] = [:],
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        response(.object(["statusCode": 0].merging(members) { $1 }), status: status, headers: headers)
    }

    /// An answer with a JSON value as its body.
    static func response(
        _ value: JSONValue,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = APIBody.contentType
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: value.bytes)))
    }

    /// The answer for many things of which some could not be done.
    static func partial(_ members: [String: JSONValue]) -> Response {
        answer(members.merging(["statusCode": 7, "statusMessage": "Partial success."]) { $1 })
    }

    /// The answer for something that was made: 201 and where it is.
    func created(_ path: String, _ members: [String: JSONValue] = [:]) -> Response {
        var members = members
        members["uri"] = .string(uri(path))
        members["path"] = .string(path)
        return Self.answer(members, status: .created, headers: [.location: uri(path)])
    }
}

/// What application.yaml says about the API.
public struct APISettings: Sendable {
    /// The address under which clients see the API, without a slash at the end; nil for paths alone.
    public var externalURL: String?
    /// The region of this node; recordings of others are not found here.
    public var region: String?
    /// The key that settings with secrets are sealed with.
    public var securityKey: Secret?
    /// The peers that hold, decrypt and forget media.
    public var media = MediaPeers()

    /// Makes settings.
    public init(externalURL: String? = nil, region: String? = nil, securityKey: Secret? = nil) {
        self.externalURL = externalURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        self.region = region
        self.securityKey = securityKey
    }
}

extension ServerRequestContext {
    /// The contact center of the user who asks; routes with such access have one.
    func contactCenter() throws(APIError) -> String {
        guard let contactCenter = principal?.contactCenter else { throw .insufficientRoles }
        return contactCenter
    }

    /// A part of the path that names something, unescaped; nil where it is too long or no text.
    func name(_ parameter: String, limit: Int = 255) -> String? {
        guard let part = parameters.get(parameter), let text = PercentEncoding.decoded(part),
            !text.isEmpty, text.utf8.count <= limit
        else { return nil }
        return text
    }
}

extension Request {
    /// The parameters of the query, each at most once.
    ///
    /// `fields=*` and `subresources=*` are general: whoever reads may send them where they change nothing.
    func query(_ known: Set<String>) throws(APIError) -> [String: String] {
        var found: [String: String] = [:]
        for part in (uri.query ?? "").split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decoded(sides[0]),
                let value = PercentEncoding.decoded(sides.count > 1 ? sides[1] : "")
            else { throw APIError(.badRequest, "The query is not percent-encoded UTF-8.") }
            let isGeneral = ["fields", "subresources"].contains(name) && value == "*" && !method.changesSomething
            guard known.contains(name) || isGeneral else {
                throw APIError(.badRequest, "The query has a parameter that this resource does not know.")
            }
            guard found.updateValue(value, forKey: name) == nil else { throw .invalid(name) }
        }
        return found
    }
}
