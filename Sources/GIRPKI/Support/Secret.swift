/// Bytes that must not be seen: they have no printable form and are overwritten when the last copy is gone.
///
/// Every renderer, log and error text that meets one prints ``mask``. The bytes are reached only inside
/// ``withBytes(_:)``, so that a reader of the code sees each place where they leave.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let storage: Storage

    /// The text shown in place of any secret; its width says nothing about the length.
    public static let mask = "••••••••"

    /// Takes a copy of the bytes.
    public init(_ bytes: some Collection<UInt8>) {
        storage = Storage(bytes)
    }

    /// Takes the UTF-8 bytes of the text.
    public init(_ text: String) {
        storage = Storage(text.utf8)
    }

    /// Takes the bytes over: copies them and overwrites the array.
    public init(erasing bytes: inout [UInt8]) {
        storage = Storage(bytes)
        bytes.withUnsafeMutableBytes { erase($0) }
        bytes = []
    }

    /// Makes a secret of `count` bytes that `body` writes in place, so that no other copy exists; throws what it throws.
    public init<Failure: Error>(
        count: Int,
        filling body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        storage = Storage(repeatElement(0, count: max(0, count)))
        try body(UnsafeMutableRawBufferPointer(storage.buffer))
    }

    /// The number of bytes.
    public var count: Int { storage.buffer.count }

    /// Whether there are no bytes at all: an empty password, which is not the same as none.
    public var isEmpty: Bool { storage.buffer.isEmpty }

    /// Lends the bytes for the length of the call; the pointer must not leave it.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage.buffer))
    }

    /// Whether the bytes are UTF-8, found out without a copy of them.
    public var isText: Bool {
        withBytes { bytes in
            var decoder = UTF8()
            var iterator = bytes.makeIterator()
            while true {
                switch decoder.decode(&iterator) {
                case .scalarValue: continue
                case .emptyInput: return true
                case .error: return false
                }
            }
        }
    }

    /// The bytes as text, or nil where they are not UTF-8; the copy is no longer protected.
    public func revealText() -> String? {
        String(validating: storage.buffer, as: UTF8.self)
    }

    /// A copy of the bytes that is no longer protected.
    public func revealBytes() -> [UInt8] { Array(storage.buffer) }

    /// Lends the bytes as an array that is overwritten after the call; the body must keep no slice of it.
    func withArray<Result>(_ body: ([UInt8]) throws(PKIError) -> Result) throws(PKIError) -> Result {
        var bytes = revealBytes()
        defer { bytes.withUnsafeMutableBytes { erase($0) } }
        return try body(bytes)
    }

    /// Compares in a time that depends on the lengths only.
    public static func == (left: Secret, right: Secret) -> Bool {
        constantTimeEqual(UnsafeRawBufferPointer(left.storage.buffer), UnsafeRawBufferPointer(right.storage.buffer))
    }

    /// Feeds the length alone: a hash of the bytes would be a trace of them.
    public func hash(into hasher: inout Hasher) { hasher.combine(count) }

    /// The mask.
    public var description: String { Secret.mask }
    /// The mask.
    public var debugDescription: String { Secret.mask }
    /// Nothing that `dump` could show.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private final class Storage: @unchecked Sendable {
        // Written before the secret is handed out and in deinit only, so reads from many threads are safe.
        let buffer: UnsafeMutableBufferPointer<UInt8>

        init(_ bytes: some Collection<UInt8>) {
            buffer = .allocate(capacity: bytes.count)
            _ = buffer.initialize(from: bytes)
        }

        deinit {
            erase(UnsafeMutableRawBufferPointer(buffer))
            buffer.deallocate()
        }
    }
}
