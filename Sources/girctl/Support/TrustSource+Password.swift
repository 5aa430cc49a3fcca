import GIRCommandLine

extension TrustSource {
    /// Reads the trust anchors.
    ///
    /// - Throws: status 66 where there is no file or no Java, 65 for a wrong password or a file without certificates.
    func open(
        password: PasswordOptions<TruststorePassword>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> Truststore {
        let path = try path(invocation.environment)
        return try Truststore(path: path, kind: self) { () throws(CommandFailure) in
            try password.read(invocation)
        } asking: { () throws(CommandFailure) in
            try PasswordPrompt.ask(
                "password of '\(path)'",
                confirming: false,
                option: PasswordOptions<TruststorePassword>.option
            )
        }
    }
}
