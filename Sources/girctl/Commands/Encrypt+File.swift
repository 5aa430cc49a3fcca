import ArgumentParser
import GIRCommandLine
import GIRConfigKit

extension Encrypt {
    /// Encrypts the passwords in a file, all of those that can be or none.
    func encrypt(inPlace file: String, _ invocation: Invocation) throws {
        guard file != "-" else {
            throw CommandFailure(.usage, "--in-place needs a file, not standard input", hint: "name the file")
        }
        let lock = try FileLock(file)
        let source = SourceText(path: file, bytes: try InputFile.read(file))
        let ring = try keyFile.read(invocation)
        let result: InPlaceEncryption
        do {
            result = try InPlaceEncryption(
                of: source,
                paths: all ? EncryptableOptions.paths : arguments,
                keyRing: ring,
                isBinding: bound
            )
        } catch {
            throw CommandFailure(error, in: file)
        }
        if !all { try refuseLeftovers(of: result, file: file) }
        if !dryRun, !result.changed.isEmpty { try OutputFile.replace(file, with: result.bytes) }
        _ = consume lock

        let report = EncryptionReport(result, file: file, key: ring.active.id, isWritten: !dryRun)
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text: try Terminal.print(report.lines.map(TerminalText.safe).joined(separator: "\n"))
        }
        remark(on: result, file: file)
        if dryRun, !result.changed.isEmpty { throw ExitCode(ExitStatus.changeNeeded.rawValue) }
        if result.skipped.contains(where: \.isPlaintext) { throw ExitCode(ExitStatus.incomplete.rawValue) }
    }

    /// Decrypts every encrypted value of a file.
    func check(_ file: String, _ invocation: Invocation) throws {
        let source = SourceText(path: file, bytes: try InputFile.read(file))
        let isNeeded: Bool
        do { isNeeded = try EncryptedValueCheck.isNeeded(for: source) } catch { throw CommandFailure(error, in: file) }
        // Without encrypted values no key is needed, and none need be there.
        let ring = isNeeded ? try keyFile.read(invocation) : nil
        let result: EncryptedValueCheck
        do { result = try EncryptedValueCheck(of: source, keyRing: ring) } catch {
            throw CommandFailure(error, in: file)
        }
        try report(EncryptionCheckReport(result.findings, file: file))
        guard result.failures.isEmpty else {
            throw CommandFailure(
                .data,
                "'\(file)': \(result.failures.count) of \(result.findings.count) encrypted values do not decrypt",
                hint: "encrypt those passwords again, or use the key file they were encrypted with"
            )
        }
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
