import GIRCommandLine
import GIRPKI

/// Certificates out of files in PEM, DER or P7B.
enum CertificateFiles {
    /// The certificates of the files, in their order.
    static func read(_ files: [String]) throws(CommandFailure) -> [Certificate] {
        var all: [Certificate] = []
        for file in files { all += try certificates(in: file, InputFile.read(file)) }
        return all
    }

    /// The certificates in the bytes of a file.
    ///
    /// - Throws: status 65 with what the file is instead.
    static func certificates(in file: String, _ bytes: [UInt8]) throws(CommandFailure) -> [Certificate] {
        if let format = KeyStoreFormat.detect(bytes) {
            throw CommandFailure(
                .data,
                "'\(file)' is a \(format.rawValue) keystore, not a certificate",
                hint: "take its entries over with --from '\(file)'"
            )
        }
        do throws(PKIError) {
            return try Certificate.readAll(bytes)
        } catch {
            throw CommandFailure(error, in: file)
        }
    }
}
