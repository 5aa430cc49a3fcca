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
        let asked = MediaAnswer.asked(request)
        let link = file.isEncrypted ? LinkName.recordingCryptoServer : .webDAV
        let response: WebResponse
        let turn: MediaTurns.Turn
        if file.isEncrypted {
            let address = try await decryption(of: file, recording, location, context, api)
            turn = try await api.media.recordingCryptoServerTurns.take(context, at: address.peer)
            response = try await answer(of: link, context) {
                try await api.media.recordingCryptoServer.send(WebRequest(request.method, address, headers: asked))
            }
        } else {
            let (folder, address) = try await place(of: file, recording, location, context, api)
            turn = try await api.media.webDAVTurns.take(context, at: address.peer)
            response = try await answer(of: link, context) {
                try await folder.read(address, method: request.method, headers: asked)
            }
        }
        return try await MediaAnswer.answer(response, file, to: request, asked: asked, of: link, turn, context)
    }

    private static func answer(
        of link: LinkName,
        _ context: ServerRequestContext,
        _ ask: () async throws -> WebResponse
    ) async throws -> WebResponse {
        do { return try await ask() } catch { throw MediaFault.answer(to: error, of: link, context.logger) }
    }

    /// Where a file is.
    private static func place(
        of file: MediaFile,
        _ recording: Recording,
        _ location: String,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> (folder: WebDAVStorage, address: WebAddress) {
        let storages = try await MediaStorages(of: recording.contactCenter, api, context.logger)
        guard let place = try file.place(in: storages, location: location) else {
            context.logger.warning(
                "media file is in no storage of its contact center",
                metadata: ["media": "\(file.id)", "recording": "\(recording.id)"]
            )
            throw notFound
        }
        return place
    }

    /// Where a file is decrypted.
    private static func decryption(
        of file: MediaFile,
        _ recording: Recording,
        _ location: String,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> WebAddress {
        let prefix = try await api.tenants.value(
            "decrypt-uri-prefix",
            of: "screen-recording",
            recording.contactCenter,
            for: location
        )
        let path = "contact-centers/\(recording.contactCenter)/recordings/\(recording.id)/play/\(file.id)"
        guard let prefix else {
            context.logger.warning(
                "media file is encrypted, and no Recording Crypto Server is set",
                metadata: ["media": "\(file.id)", "recording": "\(recording.id)"]
            )
            throw notFound
        }
        guard let address = prefix.text.flatMap({ WebAddress($0) })?.appending(path) else {
            throw TenantSettings.unreadable("decrypt-uri-prefix", location: location, context.logger)
        }
        return address
    }
}
