import Hummingbird
import NIOCore
import Synchronization

/// The body of a request that is a form, read part by part; never more of it than there is room for.
actor FormBody {
    private var parser: MultipartParser
    private var source: RequestBody.AsyncIterator

    /// Begins to read the body of a request.
    init(_ request: Request, boundary: String) {
        parser = MultipartParser(boundary: boundary)
        source = request.body.makeAsyncIterator()
    }

    /// What comes next; nil behind the end.
    func next() async throws -> MultipartParser.Event? {
        while true {
            do throws(MultipartParser.Malformed) {
                if let event = try parser.next() { return event }
            } catch { throw Self.invalid(error.reason) }
            var source = source
            let buffer = try await source.next(isolation: self)
            self.source = source
            guard let buffer else {
                do throws(MultipartParser.Malformed) { try parser.finish() } catch {
                    throw Self.invalid(error.reason)
                }
                return nil
            }
            parser.feed(buffer)
        }
    }

    /// The bytes of the part whose header came last, where they are few.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while case .bytes(let buffer) = try await next() {
            guard bytes.count + buffer.readableBytes <= limit else {
                throw APIError(.contentTooLarge, "A part of the form is too large.")
            }
            bytes += buffer.readableBytesView
        }
        return bytes
    }

    /// Checks that nothing more is sent.
    func end() async throws {
        guard try await next() == .end, try await next() == nil else {
            throw Self.invalid("more parts than are expected")
        }
    }

    /// The answer for a form that cannot be taken.
    static func invalid(_ reason: String) -> APIError {
        APIError(.badRequest, "The form cannot be taken: it has \(reason).")
    }
}

/// The bytes of a part of a form, for one reader, and how many they were.
final class FormFile: AsyncSequence, Sendable {
    private let form: FormBody
    private let counter = Mutex(0)

    init(_ form: FormBody) { self.form = form }

    /// How many bytes there were so far.
    var count: Int { counter.withLock { $0 } }

    func makeAsyncIterator() -> Iterator { Iterator(file: self) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let file: FormFile

        func next() async throws -> ByteBuffer? {
            guard case .bytes(let buffer) = try await file.form.next() else { return nil }
            file.counter.withLock { $0 += buffer.readableBytes }
            return buffer
        }
    }
}
