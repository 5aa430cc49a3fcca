import GIRConfigKit
import GIRLinks
import HTTPTypes
import Hummingbird
import NIOCore

/// Passes media on from the peer that has them to the client, as fast as the client takes them.
enum MediaAnswer {
    /// The fields of a request that are the peer's to answer: only it knows how long and how old the file is.
    static func asked(_ request: Request) -> HTTPFields {
        var fields: HTTPFields = [:]
        for name in [HTTPField.Name.ifMatch, .ifModifiedSince, .ifNoneMatch, .ifUnmodifiedSince] {
            fields[name] = request.headers[name]
        }
        // Several ranges at once would come as a type of their own; a server may answer with the whole instead.
        if let range = request.headers[.range], range.hasPrefix("bytes="), !range.contains(",") {
            fields[.range] = range
            fields[.ifRange] = request.headers[.ifRange]
        }
        return fields
    }

    /// The answer to a client, made of the peer's.
    static func answer(
        _ response: WebResponse,
        _ file: MediaFile,
        to request: Request,
        asked: HTTPFields,
        of link: LinkName,
        _ turn: MediaTurns.Turn,
        _ context: ServerRequestContext
    ) async throws -> Response {
        let isContent = response.status == .ok || response.status == .partialContent && asked[.range] != nil
        guard isContent, request.method != .head else {
            // Few bytes are worth a connection.
            await response.body.discard()
            return try withoutBody(response, isContent ? file : nil, of: link, context)
        }
        let body = ResponseBody(contentLength: length(of: response)) { writer in
            while var part = try await next(of: response, link, context) {
                while let piece = part.readPiece() { try await writer.write(piece) }
            }
            try await writer.finish(nil)
            withExtendedLifetime(turn) {}
        }
        return Response(status: response.status, headers: headers(response, file), body: body)
    }

    /// The next part of a file; what breaks off is in the log, as the answer has begun with another status.
    private static func next(
        of response: WebResponse,
        _ link: LinkName,
        _ context: ServerRequestContext
    ) async throws -> ByteBuffer? {
        do { return try await response.body.next() } catch {
            throw MediaFault.answer(to: error, of: link, context.logger)
        }
    }

    /// - Parameter file: what the header tells of; nil where the answer is not about its bytes.
    private static func withoutBody(
        _ response: WebResponse,
        _ file: MediaFile?,
        of link: LinkName,
        _ context: ServerRequestContext
    ) throws -> Response {
        if let file {
            let body = ResponseBody(contentLength: length(of: response)) { _ in }
            return Response(status: response.status, headers: headers(response, file), body: body)
        }
        switch response.status {
        case .notModified: return Response(status: .notModified, headers: kept(response, [.eTag, .lastModified]))
        case .notFound, .gone: throw APIError(.notFound, "Requested media cannot be found.")
        case .preconditionFailed:
            throw APIError(.preconditionFailed, "The media are not those that the request is about.")
        case .rangeNotSatisfiable:
            let range = kept(response, [.contentRange])
            throw APIError(.rangeNotSatisfiable, "The media have no such range.", headers: range)
        default: throw MediaFault.answer(to: WebRefusal(response.status), of: link, context.logger)
        }
    }

    private static func length(of response: WebResponse) -> Int? {
        response.headers[.contentLength].flatMap { Int($0) }
    }

    private static func headers(_ response: WebResponse, _ file: MediaFile) -> HTTPFields {
        var headers = kept(response, [.acceptRanges, .contentRange, .eTag, .lastModified])
        headers[.contentType] = file.contentType
        return headers
    }

    private static func kept(_ response: WebResponse, _ names: [HTTPField.Name]) -> HTTPFields {
        var fields: HTTPFields = [:]
        for name in names { fields[name] = response.headers[name] }
        return fields
    }
}

extension ByteBuffer {
    /// What is written at once: the time that a client has for what is written is for each of these, so that a player which
    /// reads no faster than it plays, be it a kilobyte a second, is in time.
    fileprivate mutating func readPiece() -> ByteBuffer? {
        readableBytes > 0 ? readSlice(length: min(readableBytes, 32 << 10)) : nil
    }
}
