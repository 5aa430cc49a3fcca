import GIRLinks
import GIRStore

/// A media file of a recording, as its recorder told of it.
struct MediaFile: Sendable {
    let id: String
    /// Whether its bytes are sealed for the holders of a certificate; such files are asked of the Recording Crypto Server.
    let isEncrypted: Bool
    private let uri: String?
    private let path: String?
    private let type: String?

    /// The media files of a recording, and where the recording belongs.
    static func all(of recording: Recording) async throws -> (files: [MediaFile], location: String) {
        try await LargeText.work(recording.document.utf8.count) {
            let members = try JSONParser.value(Array(recording.document.utf8)).members ?? [:]
            let files = (members["mediaFiles"]?.elements ?? []).compactMap { $0.members.flatMap { MediaFile($0) } }
            return (files, members["location"]?.text ?? "")
        }
    }

    private init?(_ members: [String: JSONValue]) {
        guard let id = members["mediaId"]?.text else { return nil }
        self.id = id
        uri = members["mediaUri"]?.text
        path = members["mediaPath"]?.text
        type = members["type"]?.text
        // Whatever else stands there, the file is not to be taken for one in the clear.
        switch members["certAlias"] {
        case nil, .null, .array([]), "": isEncrypted = false
        default: isEncrypted = true
        }
    }

    /// Whether a client may mean it by the last part of a path: by its id with an ending such as `.mp3`.
    func isNamed(_ name: String) -> Bool { name.lastIndex(of: ".").map { name[..<$0] == id } == true }

    /// The file in one of the folders; nil where it is in none.
    ///
    /// An address has to be in a folder of the contact center; a path, or without one the id, is below the folder of the
    /// location.
    func place(
        in storages: MediaStorages,
        location: String
    ) throws(APIError) -> (folder: WebDAVStorage, address: WebAddress)? {
        if let uri, let address = WebAddress(uri) { return try storages.folder(of: address).map { ($0, address) } }
        guard let folder = try storages.folder(for: location) else { return nil }
        return folder.root.appending(path ?? uri ?? PercentEncoding.encoded(id)).map { (folder, $0) }
    }

    /// The media type for clients: sound and pictures only, so that nothing that was uploaded runs as a page.
    var contentType: String {
        let ending = (path ?? uri ?? id).split(separator: ".").last?.lowercased() ?? ""
        let named = type?.lowercased() ?? ""
        if named == "audio/mp3" || named.isEmpty && ending == "mp3" { return "audio/mpeg" }
        let isPlain = named.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || "/.+-".utf8.contains(byte)
        }
        if isPlain, named.hasPrefix("audio/") || named.hasPrefix("video/") { return named }
        return Self.types[ending] ?? "application/octet-stream"
    }

    private static let types = [
        "mp3": "audio/mpeg", "mp4": "video/mp4", "ogg": "audio/ogg", "wav": "audio/wav", "webm": "video/webm",
    ]
}
