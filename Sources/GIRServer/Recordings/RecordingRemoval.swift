import GIRConfigKit
import GIRLinks
import GIRPKI
import GIRStore
import Hummingbird
import Logging

/// Deletes a recording with all that belongs to it: first what SpeechMiner has, then the media, at last what is known of
/// it, so that whatever fails on the way can be done once more.
struct RecordingRemoval {
    let api: API
    let context: ServerRequestContext

    /// Deletes it.
    ///
    /// - Throws: what clients are told.
    func remove(_ id: String, of contactCenter: String) async throws {
        try await api.locks.withLock(Self.lock(id, contactCenter)) { try await removeAlone(id, of: contactCenter) }
    }

    /// What has to be held to remove a recording or to protect it: what is protected meanwhile would lose its media.
    static func lock(_ id: String, _ contactCenter: String) -> String { "\(contactCenter) \(id)" }

    private func removeAlone(_ id: String, of contactCenter: String) async throws {
        guard let recording = try await api.store.recording(id, of: contactCenter) else {
            throw RecordingAccess.notFound(id)
        }
        do {
            // From here on no other node protects it either: what has lost its media is not to be kept.
            try await api.store.setRemoval(true, of: id, in: contactCenter)
        } catch let error as StoreError where error.code == .inUse {
            throw Self.protected
        } catch let error as StoreError where error.code == .notFound {
            throw RecordingAccess.notFound(id)
        }
        do { try await removeMarked(recording) } catch {
            do { try await api.store.setRemoval(false, of: id, in: contactCenter) } catch let failure {
                context.logger.warning(
                    "recording that could not be deleted cannot be protected either until it is deleted again",
                    metadata: ["reason": "\(failure)", "recording": "\(id)"]
                )
            }
            throw error
        }
    }

    private func removeMarked(_ recording: Recording) async throws {
        let (files, location) = try await MediaFile.all(of: recording)
        do { try await purge(recording, location) } catch {
            throw MediaFault.answer(to: error, of: .speechMiner, context.logger)
        }
        do { try await delete(files, of: recording, location) } catch {
            throw MediaFault.answer(to: error, of: .webDAV, context.logger)
        }
        do {
            try await api.store.removeRecording(recording.id, of: recording.contactCenter)
        } catch let error as StoreError where error.code == .notFound {
            // Another node was as fast.
        }
    }

    private static let protected = APIError(.forbidden, "The recording is protected from deletion.")

    /// Has SpeechMiner forget the recording, where the contact center has one.
    private func purge(_ recording: Recording, _ location: String) async throws {
        let setting = try await api.tenants.value(
            "interaction-receiver",
            of: "speechminer",
            recording.contactCenter,
            for: location
        )
        guard let members = setting?.members else { return }
        guard let prefix = members["uri-prefix"]?.text.flatMap({ WebAddress($0) }),
            let address = prefix.appending("recordings/\(recording.id)"), let user = members["userName"]?.text,
            let password = members["password"]?.text
        else { throw APIError.internalError }
        let credentials = WebCredentials(user: user, password: Secret(password))
        let response = try await api.media.speechMiner.send(WebRequest(.delete, address, credentials: credentials))
        await response.body.discard()
        guard [.ok, .accepted, .noContent, .notFound, .gone].contains(response.status) else {
            throw WebRefusal(response.status)
        }
    }

    private func delete(_ files: [MediaFile], of recording: Recording, _ location: String) async throws {
        guard !files.isEmpty else { return }
        let storages = try await MediaStorages(of: recording.contactCenter, api)
        for file in files {
            guard let place = file.place(in: storages, location: location) else {
                context.logger.warning(
                    "media file is in no storage of its contact center, and stays where it is",
                    metadata: ["media": "\(file.id)", "recording": "\(recording.id)"]
                )
                continue
            }
            try await place.folder.remove(place.address)
        }
    }
}
