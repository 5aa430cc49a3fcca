/// The command that encrypts a value where it stands, as hints name it.
public enum EncryptionCommand {
    /// The command for an option of a file.
    ///
    /// - Parameter keyFile: the key file that was named, which the command has to name too.
    public static func line(_ option: String, in file: String, keyFile: String?) -> String {
        let key = keyFile.map { " --key-file \(ShellWord.quoted($0))" } ?? ""
        return "girctl encrypt --in-place \(ShellWord.quoted(file)) \(option)\(key)"
    }
}
