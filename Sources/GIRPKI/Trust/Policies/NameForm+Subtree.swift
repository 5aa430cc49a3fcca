extension NameForm {
    /// Whether a name of the same kind lies in the subtree whose base this is.
    ///
    /// - Parameter whenUnsure: the answer for names that cannot be read and kinds that are not understood: the one
    ///   that rejects them.
    func covers(_ name: NameForm, whenUnsure: Bool) -> Bool {
        switch (self, name) {
        case (.directory(let base), .directory(let name)): name.isWithin(base)
        case (.dns(let base), .dns(let name)):
            Self.domain(base.lowercased(), covers: name.lowercased(), whenUnsure: whenUnsure)
        case (.email(let base), .email(let address)): Self.mailboxes(base, cover: address, whenUnsure: whenUnsure)
        case (.ip(let base), .ip(let address)): Self.range(base, covers: address, whenUnsure: whenUnsure)
        case (.uri(let base), .uri(let uri)):
            Self.host(ofURI: uri).map { Self.host(base.lowercased(), covers: $0) } ?? whenUnsure
        default: whenUnsure
        }
    }

    // A base covers itself and everything below; one that begins with a dot, which RFC 5280 does not know but CAs
    // write, only what is below.
    private static func domain(_ base: String, covers name: String, whenUnsure: Bool) -> Bool {
        let isWildcard = name.hasPrefix("*.")
        let host = isWildcard ? name.dropFirst(2) : name[...]
        guard HostName.isDomain(host) else { return whenUnsure }
        guard !base.isEmpty else { return true }
        if host.isWithin(base) || isWildcard && base == ".\(host)" { return true }
        // `*.example.com` may stand for the excluded `a.example.com`.
        guard isWildcard, whenUnsure, let dot = base.droppingPrefix(".").firstIndex(of: ".") else { return false }
        return base[base.index(after: dot)...] == host
    }

    // RFC 5280: one mailbox, all mailboxes of a host, or all of the hosts below a domain that begins with a dot.
    private static func mailboxes(_ base: String, cover address: String, whenUnsure: Bool) -> Bool {
        guard let mailbox = EmailAddress(address) else { return whenUnsure }
        if base.contains("@") {
            return EmailAddress(base) == mailbox || whenUnsure && base.lowercased() == address.lowercased()
        }
        return host(base.lowercased(), covers: mailbox.host)
    }

    private static func host(_ base: String, covers host: String) -> Bool {
        base.hasPrefix(".") ? host.hasSuffix(base) && host.utf8.count > base.utf8.count : host == base
    }

    private static func range(_ base: [UInt8], covers address: [UInt8], whenUnsure: Bool) -> Bool {
        guard address.count == 4 || address.count == 16 else { return whenUnsure }
        guard base.count == 2 * address.count else { return false }
        return address.indices.allSatisfy { (address[$0] ^ base[$0]) & base[$0 + address.count] == 0 }
    }

    // RFC 3986 §3.2: scheme "://" [userinfo "@"] host [":" port]; RFC 5280 wants a domain there.
    private static func host(ofURI uri: String) -> String? {
        guard let scheme = uri.firstIndex(of: ":"), uri[scheme...].hasPrefix("://") else { return nil }
        let authority = uri[uri.index(scheme, offsetBy: 3)...].prefix { !"/?#".contains($0) }
        let location = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        let host = location.prefix { $0 != ":" }
        guard case .domain(let name) = HostName(String(host)) else { return nil }
        return name
    }
}

extension Substring {
    fileprivate func isWithin(_ base: String) -> Bool {
        base.hasPrefix(".")
            ? hasSuffix(base) && utf8.count > base.utf8.count
            : self == base || hasSuffix("." + base)
    }
}
