import COpenSSL

/// Whether two buffers hold the same bytes, in a time that depends on their lengths only.
func constantTimeEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
    return CRYPTO_memcmp(leftStart, rightStart, left.count) == 0
}

/// Overwrites the buffer in a way that the optimiser does not remove.
func erase(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let start = buffer.baseAddress else { return }
    OPENSSL_cleanse(start, buffer.count)
}
