import GIRLinks
import GIRStore
import HTTPTypes
import Hummingbird

/// `/api/v2/recordings/{id}/labels`: the labels of a recording; and `POST /api/v2/recordings` for those of many.
enum RecordingLabels {
    private static let all = "/api/v2/recordings/{id}/labels"
    private static let one = "\(all)/{name}"
    /// The most recordings that one request labels.
    private static let bulkLimit = 1000

    static func routes(_ api: API) -> [Routes.Route] {
        let readers = RecordingResource.readers
        return [
            Routes.Route(method: .get, path: all, access: readers) { _, context in
                let labels = try await labels(context, api).labels
                return API.answer(["labels": .array(labels.map(json))])
            },
            Routes.Route(method: .post, path: all, access: readers) { request, context in
                try await set(request, context, api, named: nil)
            },
            Routes.Route(method: .get, path: one, access: readers) { _, context in
                let name = context.name("name")
                guard let label = try await labels(context, api).labels.first(where: { $0.name == name }) else {
                    throw notFound
                }
                return API.answer(["label": json(label)])
            },
            Routes.Route(method: .put, path: one, access: readers) { request, context in
                try await set(request, context, api, named: context.name("name"))
            },
            Routes.Route(method: .delete, path: one, access: readers) { try await remove($1, api) },
            Routes.Route(method: .post, path: "/api/v2/recordings", access: readers) {
                try await operate($0, $1, api)
            },
        ]
    }

    private static func json(_ label: Label) -> JSONValue {
        ["name": .string(label.name), "value": .string(label.value)]
    }

    private static let notFound = APIError(.notFound, "Requested label cannot be found.")

    private static func labels(
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> (access: RecordingAccess, recording: Recording, labels: [Label]) {
        let access = try RecordingAccess(context, api)
        let recording = try await access.find(context.name("id"), api)
        return (access, recording, try await api.store.labels(of: recording.id, in: access.contactCenter))
    }

    private static func set(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API,
        named name: String?
    ) async throws -> Response {
        let (access, recording, labels) = try await labels(context, api)
        try access.require(.addLabel)
        let fields = try await JSONFields.read(request)
        let labelName = try name ?? fields.requiredText("name")
        let old = labels.first { $0.name == labelName }
        if name == nil, old != nil { throw APIError(.alreadyExists, "The recording has this label already.") }
        if name != nil, old == nil { throw notFound }
        // As everywhere, what is not named stays as it is.
        let label = Label(name: labelName, value: try fields.text("value", limit: 4096) ?? old?.value ?? "")
        try await set(label, on: recording.id, access, api)
        guard name == nil else { return API.answer() }
        return api.created("/recordings/\(recording.id)/labels/\(PercentEncoding.encoded(label.name))")
    }

    private static func set(_ label: Label, on id: String, _ access: RecordingAccess, _ api: API) async throws {
        do {
            try await api.store.set(label, on: id, in: access.contactCenter)
        } catch let error as StoreError where error.code == .notFound {
            throw APIError(.notFound, "Requested label definition cannot be found.")
        }
    }

    private static func remove(_ context: ServerRequestContext, _ api: API) async throws -> Response {
        let (access, recording, _) = try await labels(context, api)
        try access.require(.deleteLabel)
        let name = context.name("name") ?? ""
        guard try await api.store.removeLabel(name, from: recording.id, in: access.contactCenter) else {
            throw notFound
        }
        return API.answer()
    }

    /// `{"operationName":"addLabel","ids":["…"],"label":{"name":"…","value":"…"}}`, and `deleteLabel`.
    private static func operate(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let access = try RecordingAccess(context, api)
        let fields = try await JSONFields.read(request)
        let operation = try fields.requiredText("operationName")
        guard ["addLabel", "deleteLabel"].contains(operation) else { throw fields.invalid("operationName") }
        try access.require(operation == "addLabel" ? .addLabel : .deleteLabel)
        guard let ids = try fields.texts("ids", limit: 64, count: bulkLimit), !ids.isEmpty else {
            throw fields.missing("ids")
        }
        guard let given = try fields.fields("label") else { throw fields.missing("label") }
        let label = Label(name: try given.requiredText("name"), value: try given.text("value", limit: 4096) ?? "")
        var failed: [String] = []
        for id in ids {
            do {
                let recording = try await access.find(id, api)
                if operation == "addLabel" {
                    try await set(label, on: recording.id, access, api)
                } else {
                    try await api.store.removeLabel(label.name, from: recording.id, in: access.contactCenter)
                }
            } catch let error as APIError where error.status == .notFound {
                failed.append(id)
            }
        }
        guard !failed.isEmpty else { return API.answer() }
        guard failed.count < ids.count else {
            throw APIError(.notFound, "None of the recordings, or not the label, can be found.")
        }
        return API.partial(["failed": .array(failed.map { .string($0) })])
    }
}
