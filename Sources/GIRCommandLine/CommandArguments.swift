import Glibc

/// The arguments of the process as the system passes them: bytes.
public enum CommandArguments {
    /// The arguments, the program's name first.
    public static var given: [[UInt8]] {
        (0..<Int(CommandLine.argc)).map { index in
            guard let text = CommandLine.unsafeArgv[index] else { return [] }
            return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
        }
    }

    /// Overwrites an argument that is a password where the system keeps it, so that the list of processes shows it no
    /// longer.
    public static func mask(_ password: String) {
        for index in 1..<max(Int(CommandLine.argc), 1) {
            guard let text = CommandLine.unsafeArgv[index], strcmp(text, password) == 0 else { continue }
            memset(text, Int32(UInt8(ascii: "x")), strlen(text))
        }
    }

    /// Refuses arguments that a `String` cannot hold: it would name another file than the one that is meant.
    ///
    /// - Throws: status 64 with the number of the first argument that is not UTF-8.
    public static func check(_ arguments: [[UInt8]] = given) throws(CommandFailure) {
        // The program's own name is nobody's input.
        let index = arguments.indices.dropFirst().first { String(validating: arguments[$0], as: UTF8.self) == nil }
        guard let index else { return }
        throw CommandFailure(
            .usage,
            "argument \(index) is not UTF-8 text",
            hint: "rename the file, or type the text in a UTF-8 terminal"
        )
    }
}
