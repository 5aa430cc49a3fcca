import GIRConfigKit
import GIRLinks
import GIRStore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// `/api/v2/screen-recordings`: the recordings of screens, which agents' machines send as files.
enum ScreenRecordingResource {
    private static let all = "/api/v2/screen-recordings"
    private static let one = "\(all)/{id}"
    /// The most bytes of what is told of a file.
    private static let metadataLimit = 64 << 10

    static func routes(_ api: API) -> [Routes.Route] {
        let readers = RecordingResource.readers
        return [
            Routes.Route(method: .get, path: all, access: readers) { request, context in
                try await RecordingResource.list(request, context, api, of: .screens)
            },
            Routes.Route(method: .post, path: all, access: readers, content: .form) { try await add($0, $1, api) },
            Routes.Route(method: .get, path: one, access: readers) { _, context in
                let (recording, access) = try await find(context, api)
                let labels = try await api.store.labels(of: recording.id, in: access.contactCenter)
                return API.answer(["screenRecording": try RecordingDocument.json(recording, labels: labels, api)])
            },
            Routes.Route(method: .get, path: "\(one)/content", access: readers, isMedia: true) { request, context in
                let (recording, _) = try await find(context, api)
                let (files, location) = try await MediaFile.all(of: recording)
                guard let file = files.first else { throw RecordingMedia.notFound }
                return try await RecordingMedia.answer(file, of: recording, location, request, context, api)
            },
            Routes.Route(method: .delete, path: one, access: .roles([.admin])) { _, context in
                let (recording, access) = try await find(context, api)
                try await RecordingRemoval(api: api, context: context).remove(recording.id, of: access.contactCenter)
                return API.answer()
            },
        ]
    }

    private static func find(
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> (recording: Recording, access: RecordingAccess) {
        let access = try RecordingAccess(context, api)
        let recording = try await access.find(context.name("id"), api)
        guard recording.isScreen else { throw RecordingAccess.notFound(recording.id) }
        return (recording, access)
    }

    // MARK: Sending

    /// Takes a form with two parts: `metadata`, the JSON of a recording, and `file`, which goes to the storage as it comes.
    private static func add(_ request: Request, _ context: ServerRequestContext, _ api: API) async throws -> Response {
        guard let sender = context.principal else { throw APIError.notAuthenticated }
        let contactCenter = try context.contactCenter()
        let center = try await api.store.contactCenter(contactCenter)
        try RecordingInsertion.requireFeature(center)
        let form = FormBody(request, boundary: try RequestContent.formBoundary(request))
        let fields = try await metadata(form)
        let type = try await part("file", of: form).type
        let screen = try ScreenRecording(fields, type: type, sender: sender, contactCenter: contactCenter, api)
        guard try await api.store.recording(screen.id, of: contactCenter) == nil else { throw alreadyExists }
        let storages = try await MediaStorages(of: contactCenter, api, context.logger)
        guard let folder = try storages.folder(for: screen.location),
            let address = folder.root.appending(try screen.path(at: api.now()))
        else {
            throw APIError(.forbidden, "The contact center has no storage for the location of the recording.")
        }
        let turn = try await api.media.webDAVTurns.take(context, at: address.peer)
        let size = try await store(form, in: folder, at: address, context)
        var recording: Recording
        do {
            try await form.end()
            recording = try screen.recording(at: address, size: size)
            recording.isProtected = try await isCallProtected(screen.call, recording, api)
            try await add(recording, api)
        } catch let error as UnknownOutcome {
            context.logger.error(
                "whether a recording was added is not known, its media file stays",
                metadata: ["error": "\(error.failure)", "media": "\(address)"]
            )
            throw error.failure
        } catch {
            await remove(address, from: folder, context)
            throw error
        }
        withExtendedLifetime(turn) {}
        // The call may have been protected in between: it is marked before its screens are looked for.
        if !recording.isProtected, try await isCallProtected(screen.call, recording, api) {
            try await api.store.setProtection(true, of: recording.id, in: contactCenter)
        }
        return api.created("/screen-recordings/\(screen.id)", ["id": .string(screen.id)])
    }

    /// Whether the call that a recording belongs to is protected; what is applied to a call holds for its screens.
    private static func isCallProtected(_ call: String?, _ recording: Recording, _ api: API) async throws -> Bool {
        guard let call, let found = try await api.store.recording(call, of: recording.contactCenter) else {
            return false
        }
        return found.isProtected && recording.belongs(to: found)
    }

    /// A store that does not answer may have taken a recording all the same.
    private struct UnknownOutcome: Error {
        let failure: StoreError
    }

    private static func add(_ recording: Recording, _ api: API) async throws {
        do {
            try await api.store.add(recording)
        } catch let failure as StoreError {
            let found: Recording?
            do {
                found = try await api.store.recording(recording.id, of: recording.contactCenter)
            } catch {
                throw UnknownOutcome(failure: failure)
            }
            // The answer was lost, not the recording.
            if found == recording { return }
            if failure.code == .alreadyExists { throw alreadyExists }
            throw failure
        }
    }

    private static let alreadyExists = APIError(.alreadyExists, "A recording with this id already exists.")

    private static func metadata(_ form: FormBody) async throws -> JSONFields {
        _ = try await part("metadata", of: form)
        return JSONFields(try JSONBody.object(try await form.bytes(upTo: metadataLimit)))
    }

    private static func part(_ name: String, of form: FormBody) async throws -> MultipartParser.Part {
        guard case .part(let part) = try await form.next(), part.name == name else {
            throw FormBody.invalid("no part '\(name)' where one is expected: 'metadata' comes first, then 'file'")
        }
        return part
    }

    /// Passes the file on; gives how many bytes it has.
    private static func store(
        _ form: FormBody,
        in folder: WebDAVStorage,
        at address: WebAddress,
        _ context: ServerRequestContext
    ) async throws -> Int {
        let file = FormFile(form)
        do {
            try await folder.write(address, .stream(file, length: nil))
        } catch {
            if !WebDAVStorage.changedNothing(error) { await remove(address, from: folder, context) }
            throw MediaFault.answer(to: error, of: .webDAV, context.logger)
        }
        return file.count
    }

    private static func remove(_ address: WebAddress, from folder: WebDAVStorage, _ context: ServerRequestContext) async
    {
        do { try await folder.remove(address) } catch {
            context.logger.warning(
                "media file of an upload that failed may be left where it was sent",
                metadata: ["reason": "\(error)", "media": "\(address)"]
            )
        }
    }
}
