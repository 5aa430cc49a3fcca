import GIRPKI
import Glibc

/// A password on its way in: the bytes up to the first line end, overwritten when nobody needs them any more.
final class PasswordLine {
    /// Whether the source ended before a line end.
    private(set) var isAtEnd = false
    // The whole capacity at once: growing would leave copies behind that nobody overwrites.
    private var bytes = [UInt8](repeating: 0, count: PasswordPrompt.limit + 1)
    private var count = 0

    deinit { _ = Secret(erasing: &bytes) }

    /// Whether no byte has come yet.
    var isEmpty: Bool { count == 0 }

    /// Reads one byte, so that what follows the line is left for the next reader; answers whether there may be more.
    ///
    /// - Throws: status 64 for a line that is too long, 66, 74 or 77 for a source that cannot be read.
    func readByte(of descriptor: Int32, named name: String) throws(CommandFailure) -> Bool {
        let result = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), 1) }
        if result < 0, errno == EINTR { return true }
        guard result >= 0 else { throw SystemError().readingFailure(name) }
        isAtEnd = result == 0
        guard !isAtEnd, bytes[count] != UInt8(ascii: "\n") else { return false }
        count += 1
        guard count < bytes.count else {
            throw CommandFailure(
                .usage,
                "the first line of '\(name)' is longer than \(PasswordPrompt.limit) bytes",
                hint: "the password stands alone on the first line"
            )
        }
        return true
    }

    /// The password, which the line no longer has then.
    func takeSecret() -> Secret {
        // Editors on Windows begin a text with a byte order mark, which nobody sees and no prompt can enter.
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        if bytes[..<count].starts(with: mark) {
            // Moved within the buffer: a copy would be left behind.
            for index in mark.count..<count { bytes[index - mark.count] = bytes[index] }
            count -= mark.count
        }
        // A file written on Windows ends its line with CR LF; no prompt can enter a CR.
        if count > 0, bytes[count - 1] == UInt8(ascii: "\r") { count -= 1 }
        bytes.removeSubrange(count...)
        count = 0
        return Secret(erasing: &bytes)
    }
}
