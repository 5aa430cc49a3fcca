import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Issues certificates to many members at once and writes their files.
struct ClusterIssuance: Sendable {
    let issuer: ClusterIssuer
    /// Nil where members sign for themselves.
    let authority: ClusterAuthority?
    let writer: ClusterWriter
    let passwords: ClusterPasswords

    /// What the manifest has to know of the members' files, and each member's own certificate.
    func issue(
        _ members: [ClusterMember],
        _ progress: ProgressBar
    ) throws(CommandFailure) -> (files: [ClusterManifest.File], certificates: [Certificate]) {
        let issued = try Parallel.map(members.count) { index throws(CommandFailure) in
            let result = try issue(members[index])
            progress.step()
            return result
        }
        return (issued.flatMap(\.0), issued.flatMap(\.1))
    }

    private func issue(_ member: ClusterMember) throws(CommandFailure) -> ([ClusterManifest.File], [Certificate]) {
        let identity: ClusterIdentity
        do throws(PKIError) {
            identity = try issuer.identity(of: member, signedBy: authority)
        } catch {
            throw CommandFailure(error, in: member.name)
        }
        return (try writer.write(identity, password: passwords[member] ?? ""), Array(identity.chain.prefix(1)))
    }
}

extension ClusterAuthority {
    /// Reads the authority of a folder.
    ///
    /// - Throws: status 66 where its key is not there, as when it was moved offline; 65 for a wrong password.
    init(in folder: String, password: Secret?) throws(CommandFailure) {
        let (certificate, key) = ("\(folder)/ca.pem", "\(folder)/ca.key")
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try InputFile.read(key)
        } catch  where error.status == .inputMissing {
            throw CommandFailure(
                .inputMissing,
                "the authority's key '\(key)' is not there",
                hint: "where it was moved offline, name its folder: --ca-dir FOLDER"
            )
        }
        let certificates = try InputFile.read(certificate)
        do throws(PKIError) {
            guard let own = try Certificate.readAll(certificates).first else {
                throw PKIError(.malformed, "there is no certificate in '\(certificate)'")
            }
            try self.init(key: try PrivateKey.read(bytes, password: password), certificate: own)
        } catch {
            throw CommandFailure(error, in: key)
        }
    }
}
