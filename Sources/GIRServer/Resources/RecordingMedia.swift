import GIRConfigKit
import GIRLinks
import GIRStore
import HTTPTypes
import Hummingbird
import Logging

/// `/api/v2/recordings/{id}/play/{media}`: the media of a recording, for whoever may read it.
enum RecordingMedia {
    static func routes(_ api: API) -> [Routes.Route] {
        [
            Routes.Route(
                method: .get,
                path: "/api/v2/recordings/{id}/play/{media}",
                access: RecordingResource.readers,
                isMedia: true
            ) { request, context in
                _ = try request.query([])
                let recording = try await RecordingAccess(context, api).find(context.name("id"), api)
                let (files, location) = try await MediaFile.all(of: recording)
                // One may be called as another one is with an ending.
                guard let name = context.name("media"),
                    let file = files.first(where: { $0.id == name }) ?? files.first(where: { $0.isNamed(name) })
                else { throw notFound }
                return try await answer(file, of: recording, location, request, context, api)
            }
        ]
    }

    static let notFound = APIError(.notFound, "Requested media cannot be found.")

    /// Passes a file on.
    static func answer(
        _ file: MediaFile,
        of recording: Recording,
        _ location: String,
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let turn = try await api.turns.take(context)
        let asked = MediaAnswer.asked(request)
        let link = file.isEncrypted ? LinkName.recordingCryptoServer : .webDAV
        let response: WebResponse
        do {
            response =
                file.isEncrypted
                ? try await decrypted(file, of: recording, location, request.method, asked, context, api)
                : try await stored(file, of: recording, location, request.method, asked, context, api)
        } catch {
            throw MediaFault.answer(to: error, of: link, context.logger)
        }
        return try await MediaAnswer.answer(response, file, to: request, asked: asked, of: link, turn, context)
    }

    private static func stored(
        _ file: MediaFile,
        of recording: Recording,
        _ location: String,
        _ method: HTTPRequest.Method,
        _ asked: HTTPFields,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> WebResponse {
        let storages = try await MediaStorages(of: recording.contactCenter, api)
        guard let place = file.place(in: storages, location: location) else {
            context.logger.warning(
                "media file is in no storage of its contact center",
                metadata: ["media": "\(file.id)", "recording": "\(recording.id)"]
            )
            throw notFound
        }
        return try await place.folder.read(place.address, method: method, headers: asked)
    }

    private static func decrypted(
        _ file: MediaFile,
        of recording: Recording,
        _ location: String,
        _ method: HTTPRequest.Method,
        _ asked: HTTPFields,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> WebResponse {
        let prefix = try await api.tenants.value(
            "decrypt-uri-prefix",
            of: "screen-recording",
            recording.contactCenter,
            for: location
        )
        let path = "contact-centers/\(recording.contactCenter)/recordings/\(recording.id)/play/\(file.id)"
        guard let address = prefix?.text.flatMap({ WebAddress($0) })?.appending(path) else {
            context.logger.warning(
                "media file is encrypted, and no Recording Crypto Server is set",
                metadata: ["media": "\(file.id)", "recording": "\(recording.id)"]
            )
            throw notFound
        }
        return try await api.media.recordingCryptoServer.send(WebRequest(method, address, headers: asked))
    }
}
