import GIRPKI

/// A request to an authentication helper: `user password`, with the number of its channel in front where the helper takes
/// several at once; both parts encoded as in URLs, so that a line stays a line.
enum HelperLine {
    /// The line, with its end; a secret, because the password is in it.
    static func request(_ credentials: BasicCredentials, channel: Int?) -> Secret {
        var line: [UInt8] = channel.map { Array("\($0) ".utf8) } ?? []
        for byte in credentials.userName.utf8 { append(byte, to: &line) }
        line.append(UInt8(ascii: " "))
        // Enough for the longest password, so that growing leaves no copy of it behind.
        line.reserveCapacity(line.count + 3 * credentials.password.count + 1)
        credentials.password.withBytes { for byte in $0 { append(byte, to: &line) } }
        line.append(UInt8(ascii: "\n"))
        return Secret(erasing: &line)
    }

    private static func append(_ byte: UInt8, to line: inout [UInt8]) {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            line.append(byte)
        default:
            let digits = Array("0123456789ABCDEF".utf8)
            line += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
