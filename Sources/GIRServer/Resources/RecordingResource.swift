import FoundationEssentials
import GIRLinks
import GIRStore
import HTTPTypes
import Hummingbird

/// `/api/v2/recordings`: looking for recordings, reading, deleting and protecting them.
enum RecordingResource {
    private static let all = "/api/v2/recordings"
    private static let one = "\(all)/{id}"
    static let readers = Access.roles([.admin, .supervisor, .agent])

    static func routes(_ api: API) -> [Routes.Route] {
        [
            Routes.Route(method: .get, path: all, access: readers) { try await list($0, $1, api) },
            Routes.Route(method: .get, path: one, access: readers) { try await read($1, api) },
            Routes.Route(method: .post, path: one, access: readers) { try await operate($0, $1, api) },
            Routes.Route(method: .delete, path: one, access: .roles([.admin])) { _, context in
                let access = try RecordingAccess(context, api)
                let recording = try await access.find(context.name("id"), api)
                try await RecordingRemoval(api: api, context: context).remove(recording.id, of: access.contactCenter)
                return API.answer()
            },
            Routes.Route(
                method: .delete,
                path: "/api/v2/ops/contact-centers/{contactCenter}/recordings/{id}",
                access: .operations
            ) { _, context in
                let contactCenter = try await ContactCenterResource.find(context, api)
                let removal = RecordingRemoval(api: api, context: context)
                try await removal.remove(context.name("id") ?? "", of: contactCenter.id)
                return API.answer()
            },
        ]
    }

    // MARK: Looking

    /// The parameters that say what is looked for; one of them has to be there.
    private static let conditions = [
        "agentId", "callerPhoneNumber", "dialedPhoneNumber", "label", "startTime", "stopTime",
    ]

    /// What is looked through.
    enum Collection {
        case all
        case screens

        var path: String { self == .screens ? "/screen-recordings" : "/recordings" }
        fileprivate var name: String { self == .screens ? "screenRecordings" : "recordings" }
        /// The parameters that say what is looked for.
        var conditions: [String] { RecordingResource.conditions + (self == .screens ? ["recordingId"] : []) }
    }

    static func list(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API,
        of collection: Collection = .all
    ) async throws -> Response {
        let conditions = collection.conditions
        let parameters = try request.query(PageRequest.parameters.union(conditions))
        guard parameters.keys.contains(where: conditions.contains) else {
            throw APIError(
                .parameterMissing,
                "One of the parameters \(conditions.joined(separator: ", ")) is required."
            )
        }
        let page = try PageRequest(parameters)
        var query = try RecordingAccess(context, api).query
        query.limit = page.limit
        query.hasDocuments = page.isFull
        query.agent = parameters["agentId"]
        query.label = parameters["label"]
        query.caller = try pattern("callerPhoneNumber", parameters)
        query.dialed = try pattern("dialedPhoneNumber", parameters)
        if collection == .screens {
            query.mark = parameters["recordingId"].map(Recording.Mark.screen(during:)) ?? Recording.Mark.screen
        }
        query.start = try range("startTime", parameters)
        query.stop = try range("stopTime", parameters)
        query.position =
            switch page.position {
            case nil: nil
            case .after(let place): .after(place)
            case .before(let place): .before(place)
            }
        var found: RecordingPage
        do {
            found = try await api.store.recordings(query)
        } catch let error as StoreError where error.code == .notFound {
            throw APIError.invalid(parameters["after"] == nil ? "before" : "after")
        }
        if collection == .screens, let call = parameters["recordingId"] {
            found.recordings = try await ScreensOfCall.among(
                found.recordings,
                call,
                of: query.contactCenter,
                in: api.store
            )
        }
        let links = [
            "next": found.next.map { api.uri(link(collection, parameters, "after", $0)) },
            "prev": found.previous.map { api.uri(link(collection, parameters, "before", $0)) },
        ]
        return try await page.answer(collection.name, found.recordings, links: links) {
            api.uri("\(collection.path)/\($0.id)")
        } json: {
            try RecordingDocument.json($0, labels: nil, api)
        }
    }

    private static func pattern(
        _ name: String,
        _ parameters: [String: String]
    ) throws(APIError) -> PhoneNumberPattern? {
        guard let text = parameters[name] else { return nil }
        guard let pattern = PhoneNumberPattern(text) else {
            throw APIError(
                .badRequest,
                "Parameter '\(name)' is invalid: it has to have a letter or a digit, at most 3 stars and 255 bytes."
            )
        }
        return pattern
    }

    /// `from/to`, of which one may be missing (ISO 8601's interval), or one moment alone.
    private static func range(
        _ name: String,
        _ parameters: [String: String]
    ) throws(APIError) -> ClosedRange<Date>? {
        guard let text = parameters[name] else { return nil }
        let sides = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard sides.count <= 2, sides != ["", ""] else { throw .invalid(name) }
        let from = sides[0].isEmpty ? .distantPast : RecordingTime.moment(sides[0])
        let last = sides[sides.count - 1]
        let to = last.isEmpty ? .distantFuture : RecordingTime.moment(last)
        guard let from, let to, from <= to, text.contains("/") || !text.isEmpty else { throw .invalid(name) }
        return from...to
    }

    /// The address of another page of the same query.
    private static func link(
        _ collection: Collection,
        _ parameters: [String: String],
        _ direction: String,
        _ place: String
    ) -> String {
        var parts = parameters.filter { !["after", "before"].contains($0.key) }
        parts[direction] = place
        let text = parts.sorted { $0.key < $1.key }.map { "\($0.key)=\(PercentEncoding.encoded($0.value))" }
        return "\(collection.path)?\(text.joined(separator: "&"))"
    }

    // MARK: One recording

    private static func read(_ context: ServerRequestContext, _ api: API) async throws -> Response {
        let access = try RecordingAccess(context, api)
        let recording = try await access.find(context.name("id"), api)
        let labels = try await api.store.labels(of: recording.id, in: access.contactCenter)
        let screens = try await ScreensOfCall(call: recording, store: api.store).newest(access.query)
        let uris = screens.map { JSONValue.string(api.uri(RecordingDocument.screenPath(of: $0.id))) }
        return try await LargeText.work(recording.document.utf8.count) {
            var members = try RecordingDocument.json(recording, labels: labels, api).members ?? [:]
            if !uris.isEmpty { members["screenRecordings"] = .array(uris) }
            return API.answer(["recording": .object(members)])
        }
    }

    private static func operate(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let access = try RecordingAccess(context, api)
        let fields = try await JSONFields.read(request)
        let operation = try fields.requiredText("operationName")
        let isProtected: Bool
        switch operation {
        case "applyNonDelete": isProtected = true
        case "unapplyNonDelete": isProtected = false
        default: throw fields.invalid("operationName")
        }
        try access.require(isProtected ? .applyNonDeletion : .unapplyNonDeletion)
        let recording = try await access.find(context.name("id"), api)
        do {
            try await api.locks.withLock(RecordingRemoval.lock(recording.id, access.contactCenter)) {
                try await api.store.setProtection(isProtected, of: recording.id, in: access.contactCenter)
            }
        } catch let error as StoreError where error.code == .notFound {
            throw RecordingAccess.notFound(recording.id)
        } catch let error as StoreError where error.code == .inUse {
            throw APIError(.inUse, "The recording is being deleted.")
        }
        try await protect(isProtected, screensDuring: recording, api)
        return API.answer()
    }

    /// What holds for a call holds for the screens that were recorded during it.
    private static func protect(_ isProtected: Bool, screensDuring call: Recording, _ api: API) async throws {
        try await ScreensOfCall(call: call, store: api.store).forEach { screen in
            try await api.locks.withLock(RecordingRemoval.lock(screen.id, screen.contactCenter)) {
                do {
                    try await api.store.setProtection(isProtected, of: screen.id, in: screen.contactCenter)
                } catch let error as StoreError where [.inUse, .notFound].contains(error.code) {
                    // It was, or is being, deleted in the meantime.
                }
            }
        }
    }
}
