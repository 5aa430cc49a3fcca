import GIRStore
import HTTPTypes
import Hummingbird

/// `POST /internal-api/contact-centers/{id}/recordings`: a recorder tells of a recording.
enum RecordingInsertion {
    /// The feature that a contact center needs for it.
    static let feature = "/api/api-supervisor-recording"

    static func routes(_ api: API) -> [Routes.Route] {
        let path = "/internal-api/contact-centers/{contactCenter}/recordings"
        return [
            Routes.Route(method: .post, path: path, access: .operations) { try await insert($0, $1, api) }
        ]
    }

    /// Refuses recordings of a contact center without the feature.
    static func requireFeature(_ contactCenter: ContactCenter?) throws(APIError) {
        guard contactCenter?.features.contains(feature) == true else {
            throw APIError(.forbidden, "The contact center does not have the feature \(feature).")
        }
    }

    private static func insert(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let contactCenter = try await ContactCenterResource.find(context, api)
        try requireFeature(contactCenter)
        let bytes = try await JSONBody.bytes(request)
        func read(region: String?) async throws -> Recording {
            try await LargeText.work(bytes.count) {
                try RecordingDocument.recording(
                    JSONFields(try JSONBody.object(bytes)),
                    contactCenter: contactCenter.id,
                    region: region
                )
            }
        }
        let recording = try await read(region: api.settings.region)
        let path = "/recordings/\(recording.id)"
        do {
            try await api.store.add(recording)
        } catch let error as StoreError where error.code == .alreadyExists {
            // A recorder that has lost the answer sends the same again, perhaps to a node of another region, and is to
            // stop then.
            let kept = try await api.store.recording(recording.id, of: contactCenter.id)
            guard let kept, kept.document == (try await read(region: kept.region.isEmpty ? nil : kept.region)).document
            else {
                throw APIError(.alreadyExists, "A recording with this id already exists.")
            }
            return API.answer(["id": .string(recording.id), "path": .string(path), "uri": .string(api.uri(path))])
        }
        return api.created(path, ["id": .string(recording.id)])
    }
}
