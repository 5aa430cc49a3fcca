import COpenSSL

/// One block of a PEM file (RFC 7468), its armour taken off.
struct PEMBlock {
    /// What stands behind BEGIN, such as `PRIVATE KEY`.
    let label: String
    /// The lines before the contents (RFC 1421 §4.4) with the zero byte that ends them; none in most files.
    let header: [CChar]
    /// The contents, which may be a private key.
    let contents: Secret

    /// Reads the next block, or nil at the end or where OpenSSL's error queue says what is wrong.
    init?(reading input: MemoryBIO) {
        var name: UnsafeMutablePointer<CChar>?
        var lines: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard PEM_read_bio(input.handle, &name, &lines, &data, &count) == 1, let name, let data else { return nil }
        let bytes = UnsafeMutableRawBufferPointer(start: data, count: count)
        defer {
            erase(bytes)
            girctl_free(name)
            girctl_free(lines)
            girctl_free(data)
        }
        label = String(cString: name)
        header =
            lines.flatMap { $0.pointee == 0 ? nil : Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1)) } ?? []
        contents = Secret(UnsafeRawBufferPointer(bytes))
    }
}
