public import HTTPTypes

/// A folder at a WebDAV server (RFC 4918) with the user who may work there.
public struct WebDAVStorage: Sendable {
    /// The folder; it is there already.
    public let root: WebAddress
    private let credentials: WebCredentials
    private let client: WebClient

    /// Names the folder and who asks.
    public init(_ root: WebAddress, credentials: WebCredentials, client: WebClient) {
        self.root = root
        self.credentials = credentials
        self.client = client
    }

    /// Asks for a file, or with `HEAD` for what is known of it; the answer is the server's own, whatever its status.
    public func read(
        _ file: WebAddress,
        method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:]
    ) async throws -> WebResponse {
        try await send(method, file, headers)
    }

    /// Writes a new file, and makes the folders that it needs.
    ///
    /// - Throws: ``WebRefusal`` where the server refuses, with the status 412 where the file is there already;
    ///   ``LinkError`` where there is no answer; what the body throws, and then no file remains.
    public func write(_ file: WebAddress, _ body: WebRequest.Body) async throws {
        try await makeFolders(above: file)
        let response = try await send(.put, file, [.ifNoneMatch: "*"], body)
        await response.body.discard()
        guard [.created, .noContent, .ok].contains(response.status) else { throw WebRefusal(response.status) }
    }

    /// Deletes a file; one that is not there is deleted.
    ///
    /// - Throws: ``WebRefusal`` where the server refuses, ``LinkError`` where there is no answer.
    public func remove(_ file: WebAddress) async throws {
        let response = try await send(.delete, file)
        await response.body.discard()
        guard [.ok, .noContent, .notFound, .gone].contains(response.status) else {
            throw WebRefusal(response.status)
        }
    }

    /// Whether what failed has surely left all files as they were: no request for one was sent, or it was refused.
    public static func changedNothing(_ error: any Error) -> Bool {
        switch error {
        case let error as LinkError:
            [.busy, .handshake, .identity, .noTLS, .notTrusted, .refused, .unreachable].contains(error.code)
        case let error as WebRefusal: error.status.kind == .clientError
        default: false
        }
    }

    /// Makes the folders that are missing, the lowest first, since as a rule only that one is, if any.
    private func makeFolders(above file: WebAddress) async throws {
        let folders = file.folders(below: root)
        for (index, folder) in folders.enumerated().reversed() where try await make(folder) {
            for lower in folders[(index + 1)...] where try await !make(lower) {
                throw WebRefusal(.conflict)
            }
            return
        }
        if !folders.isEmpty { throw WebRefusal(.conflict) }
    }

    /// Makes a folder; false where the one above it is missing (RFC 4918 §9.3.1).
    private func make(_ folder: WebAddress) async throws -> Bool {
        let response = try await send(.mkcol, folder, isFolder: true)
        await response.body.discard()
        switch response.status {
        // 405: it is there.
        case .created, .methodNotAllowed: return true
        case .conflict: return false
        default: throw WebRefusal(response.status)
        }
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ address: WebAddress,
        _ headers: HTTPFields = [:],
        _ body: WebRequest.Body? = nil,
        isFolder: Bool = false
    ) async throws -> WebResponse {
        var request = WebRequest(method, address, headers: headers, credentials: credentials, body: body)
        request.isFolder = isFolder
        return try await client.send(request)
    }
}

extension HTTPRequest.Method {
    fileprivate static let mkcol = HTTPRequest.Method("MKCOL") ?? .put
}
