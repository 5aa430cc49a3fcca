public import GIRPKI

/// The trust anchors that were read, and from where.
public struct Truststore: Sendable {
    /// The file.
    public let path: String
    /// What was asked for.
    public let kind: TrustSource
    /// The format, or nil for certificates in PEM or DER.
    public let format: KeyStoreFormat?
    /// The certificates that are trusted.
    public let anchors: [Certificate]
    /// Whether another certificate in PEM can simply be added at the end.
    public let isPEM: Bool
    /// What there is to say about the file.
    public let remarks: [String]
    /// How many certificates are there that Java does not see, because nothing in the file says that they are trusted.
    public let unseen: Int

    /// Reads the certificates of a file.
    ///
    /// - Parameters:
    ///   - given: gives the store's password, or nil for none; asked only where there is something to open.
    ///   - asking: gives the password of a store that does not open without one.
    /// - Throws: what reading the file throws, and status 65 for what is no truststore or has another password.
    public init(
        path: String,
        kind: TrustSource,
        given: () throws(CommandFailure) -> Secret?,
        asking: () throws(CommandFailure) -> Secret
    ) throws(CommandFailure) {
        self.path = path
        self.kind = kind
        let bytes = try InputFile.read(path)
        format = KeyStoreFormat.detect(bytes)
        // One certificate in DER begins with a SEQUENCE.
        isPEM = format == nil && bytes.first != 0x30
        guard format != nil else {
            do throws(PKIError) {
                anchors = try Certificate.readAll(bytes)
            } catch {
                throw CommandFailure(error, in: path)
            }
            remarks = []
            unseen = 0
            return
        }
        let given = try given()
        var store = try Self.decode(bytes, given, path)
        if store == nil { store = try Self.decode(bytes, kind == .java ? Self.ofJava : asking(), path) }
        anchors = store?.trustAnchors ?? []
        remarks =
            given == nil && format != .pkcs12
            ? ["'\(path)' was read without its password, as Java does; its integrity was not checked"] : []
        unseen = store?.unseenCertificateCount ?? 0
    }

    /// Reads the CAs that Java ships.
    ///
    /// - Parameter environment: says where Java is.
    /// - Throws: status 66 where there is no Java, else as the reading of any truststore.
    public static func java(_ environment: [String: String]) throws(CommandFailure) -> Truststore {
        let path = try TrustSource.java.path(environment)
        return try Truststore(path: path, kind: .java) { () throws(CommandFailure) in
            nil
        } asking: { () throws(CommandFailure) in
            throw CommandFailure(.data, "'\(path)' needs a password")
        }
    }

    /// The keystore, or nil where it needs a password and none was given.
    private static func decode(
        _ bytes: [UInt8],
        _ password: Secret?,
        _ path: String
    ) throws(CommandFailure) -> KeyStore? {
        do throws(PKIError) {
            return try KeyStore(decoding: bytes, password: password)
        } catch {
            if error.code == .passwordRequired, password == nil { return nil }
            throw CommandFailure(error, in: path)
        }
    }

    // What Java ships is protected by the password that its documentation names.
    private static var ofJava: Secret { Secret("changeit") }
}
