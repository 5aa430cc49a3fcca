extension Secret {
    /// The characters as big-endian UTF-16, the form in which Java's own formats and PKCS#12 take a password.
    ///
    /// - Parameter terminators: how many zero bytes follow; PKCS#12 wants two (RFC 7292 §B.1).
    func utf16BigEndian(terminators: Int = 0) -> Secret {
        withBytes { bytes in
            var count = 0
            let isText = !transcode(
                bytes.makeIterator(),
                from: UTF8.self,
                to: UTF16.self,
                stoppingOnError: true,
                into: { _ in count += 1 }
            )
            // Bytes that are no UTF-8 were typed in another encoding: Latin-1, one character a byte.
            return Secret(count: (isText ? count : bytes.count) * 2 + terminators) { output in
                var position = 0
                func write(_ unit: UInt16) {
                    output[position] = UInt8(unit >> 8)
                    output[position + 1] = UInt8(unit & 0xff)
                    position += 2
                }
                if isText {
                    _ = transcode(
                        bytes.makeIterator(),
                        from: UTF8.self,
                        to: UTF16.self,
                        stoppingOnError: true,
                        into: write
                    )
                } else {
                    for byte in bytes { write(UInt16(byte)) }
                }
            }
        }
    }

    /// This secret's bytes and others behind them.
    func followed(by bytes: UnsafeRawBufferPointer) -> Secret {
        Secret(count: count + bytes.count) { output in
            withBytes { UnsafeMutableRawBufferPointer(rebasing: output.prefix(count)).copyBytes(from: $0) }
            UnsafeMutableRawBufferPointer(rebasing: output.dropFirst(count)).copyBytes(from: bytes)
        }
    }
}
