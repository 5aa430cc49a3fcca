import COpenSSL

extension Certificate {
    /// The names of the subject alternative name extension; none where there is none or it cannot be read.
    public var subjectAlternativeNames: [GeneralName] {
        GeneralName.all(in: only(CertificateExtension.subjectAlternativeNamesOID).map { [$0] } ?? [])
    }

    /// Whether the basic constraints say that this is the certificate of a certification authority.
    public var isCA: Bool {
        let found = only(CertificateExtension.basicConstraintsOID)?.value.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_BASIC_CONSTRAINTS(nil, &cursor, buffer.count)
        }
        guard let constraints = found.flatMap(\.self) else {
            ERR_clear_error()
            return false
        }
        defer { BASIC_CONSTRAINTS_free(constraints) }
        return constraints.pointee.ca != 0
    }

    /// The extension of this kind; one that is there twice is none (RFC 5280 §4.2).
    private func only(_ oid: String) -> CertificateExtension? {
        let found = extensions.filter { $0.oid == oid }
        return found.count == 1 ? found.first : nil
    }
}

extension GeneralName {
    /// The subject alternative names among extensions.
    public static func all(in extensions: [CertificateExtension]) -> [GeneralName] {
        guard let item = extensions.first(where: { $0.oid == CertificateExtension.subjectAlternativeNamesOID }) else {
            return []
        }
        let names: OpaquePointer? = item.value.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_GENERAL_NAMES(nil, &cursor, buffer.count)
        }
        guard let names else {
            ERR_clear_error()
            return []
        }
        defer { GENERAL_NAMES_free(names) }
        return (0..<girctl_name_count(names)).compactMap { girctl_name_at(names, $0).map(GeneralName.init(reading:)) }
    }

    fileprivate init(reading name: UnsafeMutablePointer<GENERAL_NAME>) {
        self =
            switch girctl_name_kind(name) {
            case GEN_DNS: .dns(girctl_name_ia5(name).pointee.text)
            case GEN_EMAIL: .email(girctl_name_ia5(name).pointee.text)
            case GEN_URI: .uri(girctl_name_ia5(name).pointee.text)
            case GEN_IPADD: .ip(girctl_name_ip(name).pointee.bytes)
            case GEN_DIRNAME:
                (try? DistinguishedName(reading: girctl_name_directory(name))).map(GeneralName.directoryName) ?? .other
            default: .other
            }
    }
}
