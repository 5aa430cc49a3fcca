import ArgumentParser
import GIRCommandLine
import GIRConfigKit

extension Encrypt {
    /// Encrypts the passwords in a file, all of those that can be or none.
    func encrypt(inPlace file: String, _ invocation: Invocation) throws {
        guard file != "-" else {
            throw CommandFailure(.usage, "--in-place needs a file, not standard input", hint: "name the file")
        }
        let (result, key) = try ProcessHardening.withoutTraces { () throws(CommandFailure) in
            try rewrite(file, invocation)
        }
        let report = EncryptionReport(result, file: file, key: key, isWritten: !dryRun)
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text where dryRun:
            if let diff = result.diff { try Terminal.print(DiffReport.text(diff, file: file)) }
            output.common.remark(report.summary)
        case .text: try Terminal.print(report.lines.map(TerminalText.safe).joined(separator: "\n"))
        }
        remark(on: result, file: file)
        if dryRun, !result.changed.isEmpty { throw ExitCode(ExitStatus.changeNeeded.rawValue) }
        if result.skipped.contains(where: \.isPlaintext) { throw ExitCode(ExitStatus.incomplete.rawValue) }
    }

    /// Writes the file's new text; answers it and the id of the key that was used, which is gone from memory then.
    private func rewrite(
        _ file: String,
        _ invocation: Invocation
    ) throws(CommandFailure) -> (result: InPlaceEncryption, key: String) {
        try OutputFile.checkTarget(file, mustExist: true)
        // Who leaves a prompt open holds nobody off.
        let keys = try keys.forEncrypting(invocation)
        let lock = try FileLock(file, mustExist: true)
        let source = SourceText(path: file, bytes: try InputFile.read(file))
        let result: InPlaceEncryption
        let key: String
        do throws(ConfigError) {
            result = try InPlaceEncryption(
                of: source,
                paths: all ? EncryptableOptions.paths : arguments,
                keys: keys,
                isBinding: bound
            )
            key = try keys.encryptionKey().id
        } catch {
            throw CommandFailure(error, in: file)
        }
        if !all { try refuseLeftovers(of: result, file: file) }
        if !dryRun, !result.changed.isEmpty { try OutputFile.replace(file, with: result.bytes) }
        lock.release()
        return (result, key)
    }

    /// Decrypts every encrypted value of a file.
    func check(_ file: String, _ invocation: Invocation) throws {
        let result = try ProcessHardening.withoutTraces { () throws(CommandFailure) in
            try checked(file, invocation)
        }
        try report(EncryptionCheckReport(result.findings, file: file))
        guard result.failures.isEmpty else {
            throw CommandFailure(
                .data,
                "'\(file)': \(result.failures.count) of \(result.findings.count) encrypted values do not decrypt",
                hint: "encrypt those passwords again, or use the key they were encrypted with"
            )
        }
    }

    private func checked(_ file: String, _ invocation: Invocation) throws(CommandFailure) -> EncryptedValueCheck {
        let source = SourceText(path: file, bytes: try InputFile.read(file))
        let ids: [String]
        do { ids = try EncryptedValueCheck.keysNeeded(by: source) } catch {
            throw CommandFailure(error, in: file)
        }
        // Without encrypted values no key is needed, and none need be there.
        let keys = try keys.forDecrypting(ids, invocation)
        do { return try EncryptedValueCheck(of: source, keys: keys) } catch { throw CommandFailure(error, in: file) }
    }

    private func report(_ report: EncryptionCheckReport) throws(CommandFailure) {
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text: try Terminal.print(report.lines.map(TerminalText.safe).joined(separator: "\n"))
        }
    }

    /// What was named is encrypted whole, or nothing is.
    private func refuseLeftovers(of result: InPlaceEncryption, file: String) throws(CommandFailure) {
        if let path = result.missing.first {
            throw CommandFailure(
                .usage,
                "'\(file)' has no option '\(path)' with a single value; nothing was changed",
                hint: "write the path with dots, as in cassandraCluster.password"
            )
        }
        if let skip = result.skipped.first {
            let start = skip.value.span.start
            throw CommandFailure(
                .data,
                "'\(file):\(start.line):\(start.column)': '\(skip.value.path)' cannot be encrypted: \(skip.reason)",
                hint: "nothing was changed"
            )
        }
    }

    private func remark(on result: InPlaceEncryption, file: String) {
        for skip in result.skipped {
            let start = skip.value.span.start
            output.common.remark(
                "girctl: note: \(file):\(start.line):\(start.column): '\(skip.value.path)' is left as it is: \(skip.reason)"
            )
        }
        for value in result.changed where EncryptableOptions.isUndocumented(value.path) {
            output.common.remark(
                "girctl: note: '\(value.path)' is decrypted by girctl serve; the vendor's guide does not say that its "
                    + "server decrypts it"
            )
        }
    }
}
