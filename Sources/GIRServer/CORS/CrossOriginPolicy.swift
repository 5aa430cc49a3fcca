import GIRConfigKit
import GIRStore
import HTTPTypes

/// Which pages of other origins may read answers: the rules of the file together with the lists of contact centers.
///
/// A preflight comes without a login, so that nobody knows for which contact center it asks: it is granted where any
/// list has the origin. The request after it is decided by the list of the contact center that its user belongs to.
struct CrossOriginPolicy: Sendable {
    let rules: CrossOriginRules
    let lists: ContactCenterOrigins
    /// What pages may read beside what they always may; nil where that is nothing.
    private let exposedHeaders: String?

    init(rules: CrossOriginRules, lists: ContactCenterOrigins) {
        self.rules = rules
        self.lists = lists
        exposedHeaders = rules.exposedHeaders.isEmpty ? nil : rules.exposedHeaders.joined(separator: ",")
    }

    /// What the lists say for a user; for nobody, what any of them says.
    func verdict(on value: String, for principal: Principal?) async -> OriginVerdict {
        verdict(on: value, for: principal, among: await lists.current())
    }

    /// The same for a request that was refused before anybody could be asked, from the lists as they were last read.
    func verdictOnRefusal(_ value: String) -> OriginVerdict {
        verdict(on: value, for: nil, among: lists.latest)
    }

    /// Whether the origin is one of another contact center's list only; a list that has everyone names nobody.
    func isForeign(_ value: String, to principal: Principal) async -> Bool {
        let current = await lists.current()
        guard verdict(on: value, for: principal, among: current) == .refused,
            case .allowed = verdict(on: value, for: nil, among: current)
        else { return false }
        return true
    }

    private func verdict(
        on value: String,
        for principal: Principal?,
        among lists: ContactCenterOrigins.Lists
    ) -> OriginVerdict {
        OriginVerdict(value, rules: rules) { isMeant in
            if isMeant(rules.origins) { return true }
            guard let principal else { return lists.values.contains(where: isMeant) }
            return principal.contactCenter.flatMap { lists[$0] }.map(isMeant) ?? false
        }
    }

    // MARK: Answers

    /// Adds the fields that let a page read an answer.
    func allow(_ verdict: OriginVerdict, in fields: inout HTTPFields) {
        allowOrigin(verdict, in: &fields)
        if verdict != .refused, let exposedHeaders { fields[.accessControlExposeHeaders] = exposedHeaders }
    }

    private func allowOrigin(_ verdict: OriginVerdict, in fields: inout HTTPFields) {
        switch verdict {
        case .allowed(let origin):
            fields[.accessControlAllowOrigin] = origin.text
            if rules.allowsCredentials { fields[.accessControlAllowCredentials] = "true" }
        // Browsers refuse `*` together with credentials (Fetch, "CORS check"), and to name the origin would hand every
        // site the user's cookies.
        case .anyone: fields[.accessControlAllowOrigin] = "*"
        case .opaque: fields[.accessControlAllowOrigin] = "null"
        case .refused: break
        }
    }

    /// The fields that permit what a preflight asks for; nil where it is refused.
    func permission(
        for verdict: OriginVerdict,
        method: String,
        headers asked: [String]
    ) -> HTTPFields? {
        guard verdict != .refused, allows(method: method), let headers = permitted(headers: asked) else { return nil }
        var fields = HTTPFields()
        allowOrigin(verdict, in: &fields)
        fields[.accessControlMaxAge] = String(CrossOriginRules.preflightLifetime)
        fields[.accessControlAllowMethods] = rules.methods.joined(separator: ",")
        if !headers.isEmpty { fields[.accessControlAllowHeaders] = headers.joined(separator: ",") }
        return fields
    }

    /// Whether the method is listed, letter by letter, or needs no permission (Fetch, "CORS-safelisted method").
    private func allows(method: String) -> Bool {
        rules.methods.contains(method) || ["GET", "HEAD", "POST"].contains(method)
    }

    /// The most names that a preflight may ask for, and the most bytes of them.
    private static let askedLimit = (names: 64, bytes: 4 << 10)

    /// The names to permit, or nil where one of those that are asked for is not.
    private func permitted(headers fields: [String]) -> [String]? {
        let asked = fields.flatMap { $0.split(separator: ",") }.map(\.trimmingWhitespace).filter { !$0.isEmpty }
        guard asked.count <= Self.askedLimit.names, fields.reduce(0, { $0 + $1.utf8.count }) <= Self.askedLimit.bytes
        else { return nil }
        let listed = Set(rules.headers.map { $0.lowercased() })
        let takesOthers = listed.contains("*")
        for name in asked.map({ $0.lowercased() }) where !listed.contains(name) {
            // A wildcard never covers logins (Fetch, "CORS non-wildcard request-header name").
            guard takesOthers, name != "authorization", HTTPField.Name(name) != nil else { return nil }
        }
        // With credentials browsers take `*` for a name, so that what is asked for is named.
        return takesOthers ? asked.map(String.init) : rules.headers
    }
}
