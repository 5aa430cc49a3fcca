import GIRCommandLine
import GIRConfigKit

extension KeyFileOption {
    /// What `config lint --files` looks into files with.
    ///
    /// A key file that others may read is used all the same: the linter has a rule about it.
    ///
    /// - Throws: where a key file is named that is not there or is none. Without one, values that are encrypted stay
    ///   unchecked.
    func lintFiles(_ invocation: Invocation) throws(CommandFailure) -> LintFiles {
        let locator = locator(invocation)
        let isNamed = locator.candidates.count == 1 && (path != nil || invocation.environment["GIRCTL_KEY_FILE"] != nil)
        var keyFile = locator.existing
        if isNamed { keyFile = try locator.locate(having: []) }
        var keyRing: EncryptionKeyRing?
        if let keyFile {
            do throws(CommandFailure) {
                keyRing = try KeyFile.read(keyFile, readers: .anyone)
            } catch  where !isNamed && error.status == .permission {
                keyRing = nil
            }
        }
        return LintFiles(
            SystemFileProbe(),
            passwords: PasswordResolver(keyRing: keyRing),
            keyFile: keyFile,
            now: invocation.now
        )
    }
}
