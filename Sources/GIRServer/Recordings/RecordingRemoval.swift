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
        let mark = RemovalMark()
        // From here on no other node protects it either: what has lost its media is not to be kept.
        var mayTakeBack = try await take(mark, for: recording, takingOver: false)
        do { try await remove(recording, mark, &mayTakeBack) } catch {
            if mayTakeBack { await takeBack(mark, for: recording) }
            throw error
        }
    }

    /// Marks the recording; whether it has no mark of another removal, which may have deleted files already.
    private func take(_ mark: RemovalMark, for recording: Recording, takingOver: Bool) async throws -> Bool {
        do {
            return try await api.store.mark(
                mark,
                of: recording.id,
                in: recording.contactCenter,
                takingOver: takingOver
            )
        } catch let error as StoreError where error.code == .inUse {
            throw Self.protected
        } catch let error as StoreError where error.code == .notFound {
            throw RecordingAccess.notFound(recording.id)
        }
    }

    private func takeBack(_ mark: RemovalMark, for recording: Recording) async {
        do {
            try await api.store.takeBack(mark, of: recording.id, in: recording.contactCenter)
        } catch let error as StoreError where error.code == .notFound {
            // Another node has deleted it.
        } catch {
            context.logger.warning(
                "recording that could not be deleted cannot be protected either until it is deleted again",
                metadata: ["reason": "\(error)", "recording": "\(recording.id)"]
            )
        }
    }

    private func remove(_ recording: Recording, _ mark: RemovalMark, _ mayTakeBack: inout Bool) async throws {
        let (files, location) = try await MediaFile.all(of: recording)
        do { try await purge(recording, location) } catch {
            throw MediaFault.answer(to: error, of: .speechMiner, context.logger)
        }
        // Of several removals that began at once one may have failed since, and the recording be protected: what deletes
        // files holds the mark.
        mayTakeBack = false
        mayTakeBack = try await take(mark, for: recording, takingOver: true)
        do { try await delete(files, of: recording, location, &mayTakeBack) } catch {
            throw MediaFault.answer(to: error, of: .webDAV, context.logger)
        }
        do {
            try await api.store.removeRecording(recording.id, of: recording.contactCenter)
        } catch let error as StoreError where error.code == .notFound {
            // Another node was as fast.
        } catch let error as StoreError where error.code == .inUse {
            throw Self.protected
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
        guard let setting else { return }
        guard let members = setting.members, let prefix = members["uri-prefix"]?.text.flatMap({ WebAddress($0) }),
            let address = prefix.appending("recordings/\(recording.id)"), let user = members["userName"]?.text,
            let password = members["password"]?.text
        else { throw TenantSettings.unreadable("interaction-receiver", location: location, context.logger) }
        let credentials = WebCredentials(user: user, password: Secret(password))
        let response = try await api.media.speechMiner.send(WebRequest(.delete, address, credentials: credentials))
        await response.body.discard()
        guard [.ok, .accepted, .noContent, .notFound, .gone].contains(response.status) else {
            throw WebRefusal(response.status)
        }
    }

    /// Deletes the files; once one is gone, or may be, the mark of the removal stays until the rest is gone too.
    private func delete(
        _ files: [MediaFile],
        of recording: Recording,
        _ location: String,
        _ mayTakeBack: inout Bool
    ) async throws {
        guard !files.isEmpty else { return }
        let storages = try await MediaStorages(of: recording.contactCenter, api, context.logger)
        for file in files {
            guard let place = try file.place(in: storages, location: location) else {
                context.logger.warning(
                    "media file is in no storage of its contact center, and stays where it is",
                    metadata: ["media": "\(file.id)", "recording": "\(recording.id)"]
                )
                continue
            }
            let isFirst = mayTakeBack
            mayTakeBack = false
            do { try await place.folder.remove(place.address) } catch {
                mayTakeBack = isFirst && WebDAVStorage.changedNothing(error)
                throw error
            }
        }
    }
}
