import COpenSSL

/// Owns a BIO that reads from, or writes to, memory; the memory is erased with it.
final class MemoryBIO {
    let handle: OpaquePointer
    private let source: UnsafeMutableBufferPointer<UInt8>

    /// A BIO to write to.
    convenience init() throws(PKIError) {
        try self.init(handle: BIO_new(BIO_s_secmem()), source: .init(start: nil, count: 0))
    }

    /// A BIO that reads a copy of the bytes.
    convenience init(reading bytes: some Collection<UInt8>) throws(PKIError) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        _ = copy.initialize(from: bytes)
        do throws(PKIError) {
            try self.init(handle: BIO_new_mem_buf(copy.baseAddress, Int32(clamping: bytes.count)), source: copy)
        } catch {
            // An object that was never made has no deinit.
            erase(UnsafeMutableRawBufferPointer(copy))
            copy.deallocate()
            throw error
        }
    }

    private init(handle: OpaquePointer?, source: UnsafeMutableBufferPointer<UInt8>) throws(PKIError) {
        self.source = source
        self.handle = try made(handle, "cannot allocate a buffer")
    }

    deinit {
        BIO_free(handle)
        if source.baseAddress != nil {
            erase(UnsafeMutableRawBufferPointer(source))
            source.deallocate()
        }
    }

    /// Lends what was written so far.
    func withWritten<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var data: UnsafeMutablePointer<CChar>?
        let count = girctl_bio_data(handle, &data)
        return body(UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : max(count, 0)))
    }
}
