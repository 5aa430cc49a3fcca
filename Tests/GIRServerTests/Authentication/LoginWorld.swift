import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import GIRServer

/// The filters of a server with a store, a helper, a clock and passwords of a test.
final class LoginWorld: Sendable {
    /// What the server answered.
    struct Answer: Hashable {
        let status: Int
        let headers: HTTPFields
        let body: String

        /// The value of the session cookie that is set.
        var cookie: String? {
            headers[values: .setCookie].compactMap { field in
                let value = field.prefix { $0 != ";" }.drop { $0 != "=" }.dropFirst()
                return value.isEmpty ? nil : String(value)
            }.first
        }
        var expiresCookie: Bool { headers[values: .setCookie].contains { $0.contains("Max-Age=0") } }
    }

    let log = LogLines()
    let clock = MovableClock()
    let store: SQLiteStore
    let ownCenter = ContactCenter(id: "0a", domain: "own", usesConfigurationServer: false)
    let centralCenter = ContactCenter(id: "0c", domain: "central", usesConfigurationServer: true)
    let otherCenter = ContactCenter(id: "0d", domain: "other", usesConfigurationServer: true)
    /// How often a password was checked.
    let checks = Mutex(0)
    /// What happens once, while a password is checked.
    let whileChecking = Mutex<(@Sendable () -> Void)?>(nil)
    /// How often the helper was asked, and what it answers.
    let questions = Mutex(0)
    let reply = Mutex(HelperReply("OK roles=agent"))
    private let logins: Logins
    private let needsToken: Bool
    private let exemptUsers: [String]
    private let isSecure: Bool
    private let routes: Routes

    init(
        _ settings: LoginSettings = LoginWorld.settings,
        store: SQLiteStore? = nil,
        centers: [KeyPath<LoginWorld, ContactCenter>] = [\.ownCenter],
        isSecure: Bool = true,
        needsToken: Bool = false,
        exemptUsers: [String] = []
    ) async throws {
        self.store = try store ?? SQLiteStore.inMemory()
        self.isSecure = isSecure
        self.needsToken = needsToken
        self.exemptUsers = exemptUsers
        let world = Weak()
        // Stands for scrypt: the verifier of a password is the password behind a version.
        let scheme = PasswordScheme(
            verify: { password, verifier in
                world.value?.checks.withLock { $0 += 1 }
                let happening = world.value?.whileChecking.withLock { body in
                    defer { body = nil }
                    return body
                }
                happening?()
                return verifier.map { $0.dropFirst(3) == password.revealText() ?? "" } ?? false
            },
            verifier: { password in "v2:\(password.revealText() ?? "")" },
            isOutdated: { $0.hasPrefix("v1:") }
        )
        let environment = log.environment()
        logins = try Logins(
            settings,
            store: self.store,
            environment: environment,
            scheme: scheme,
            ask: { _ in
                world.value?.questions.withLock { $0 += 1 }
                return world.value?.reply.withLock { $0 }
            },
            clock: Logins.Clock(date: clock.date, instant: clock.instant)
        )
        routes = Routes(Self.routes + [logins.logout(audit: environment.audit)])
        world.value = self
        for center in centers { try await self.store.add(self[keyPath: center]) }
    }

    static var settings: LoginSettings {
        var settings = LoginSettings()
        settings.operations = OperationsAccount(userName: "rws-ops", password: Secret("ops-canary-password"))
        settings.helper = HelperCommand(["/helper"])
        return settings
    }

    /// Adds a user to the contact center with its own users.
    @discardableResult
    func addUser(
        _ name: String = "alice@example.com",
        password: String = "alice-canary-password",
        version: String = "v2",
        roles: Set<Role> = [.agent],
        isEnabled: Bool = true
    ) async throws -> User {
        let user = User(
            id: Digest.sha256(Array(name.utf8)).prefix(16).hex,
            contactCenter: ownCenter.id,
            userName: name,
            roles: roles,
            isEnabled: isEnabled,
            passwordHash: "\(version):\(password)"
        )
        try await store.add(user)
        return user
    }

    func request(
        _ method: HTTPRequest.Method = .get,
        _ path: String = "/api/v2/me",
        as user: String? = nil,
        _ password: String = "",
        authorization: [String] = [],
        cookies: [String] = [],
        headers: HTTPFields = [:],
        from client: String = "192.0.2.1",
        proxies: [String] = []
    ) async throws -> Answer {
        var headers = headers
        for field in authorization { headers.append(HTTPField(name: .authorization, value: field)) }
        if let user {
            let text = Data("\(user):\(password)".utf8).base64EncodedString()
            headers[.authorization] = "Basic \(text)"
        }
        for cookie in cookies { headers.append(HTTPField(name: .cookie, value: "JSESSIONID=\(cookie)")) }
        let environment = log.environment()
        let filters = FilterList.filters(
            environment: environment,
            isSecure: isSecure,
            headers: SecurityHeaders(.includeSubDomains),
            requestLog: nil,
            proxies: try TrustedProxies(proxies),
            crossOrigin: CrossOriginPolicy(
                rules: CrossOriginRules(),
                lists: ContactCenterOrigins(store: nil, lifetime: .zero, logger: environment.logger)
            ),
            csrf: try rules(isEnforced: needsToken),
            logins: logins,
            routes: routes
        )
        let head = HTTPRequest(method: method, scheme: "https", authority: "h", path: path, headerFields: headers)
        var logger = environment.logger
        logger[metadataKey: "request"] = "r"
        let source = ServerRequestContext.Source(requestIdentifier: "r", client: client, logger: logger)
        let response = try await routes.responder(behind: filters).respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            context: ServerRequestContext(source: source)
        )
        let body = Body()
        try await response.body.write(body)
        return Answer(
            status: response.status.code,
            headers: response.headers,
            body: body.text.withLock { $0 }
        )
    }

    private func rules(isEnforced: Bool) throws -> CSRFRules {
        let yaml = "serverSettings:\n  enableCsrfProtection: \(isEnforced)\n"
        let source = SourceText(path: "application.yaml", bytes: Array(yaml.utf8))
        guard let read = GIRConfigKit.ApplicationConfiguration.read(source).configuration else {
            throw CancellationError()
        }
        return CSRFRules(read.serverSettings, exempting: exemptUsers)
    }

    private static var routes: [Routes.Route] {
        [
            Routes.Route(method: .get, path: "/api/v2/diagnostics/version", access: .anyone, handler: who),
            Routes.Route(method: .get, path: "/api/v2/me", access: .user, handler: who),
            Routes.Route(method: .post, path: "/api/v2/me", access: .user, handler: who),
            Routes.Route(method: .get, path: "/api/v2/users/{id}", access: .roles([.admin]), handler: who),
            Routes.Route(method: .get, path: "/api/v2/ops/contact-centers", access: .operations, handler: who),
        ]
    }

    /// Answers who asks, how that was proved, and from which contact center.
    @Sendable private static func who(_ request: Request, _ context: ServerRequestContext) -> Response {
        let principal = context.principal
        let words = [
            principal.map { "\($0.provider.rawValue):\($0.userName)" } ?? "nobody",
            context.authentication?.rawValue ?? "-", principal?.contactCenter ?? "-",
            context.session.map { String($0.idHash.hex.prefix(8)) } ?? "-",
        ]
        return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: words.joined(separator: " "))))
    }

    private final class Body: ResponseBodyWriter {
        let text = Mutex("")
        func write(_ buffer: ByteBuffer) async throws { text.withLock { $0 += String(buffer: buffer) } }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private final class Weak: @unchecked Sendable {
        weak var value: LoginWorld?
    }
}
