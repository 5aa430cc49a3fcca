extension CertificateExtension {
    /// Reads an extension as keytool's `-ext` takes it: `NAME[:critical][=VALUE]`.
    ///
    /// | name | value |
    /// |---|---|
    /// | `BC` | `ca:true`, `ca:false`, `pathlen:N`, both with a comma, or `N` alone; without a value a CA |
    /// | `KU` | usages such as `digitalSignature`, with commas |
    /// | `EKU` | purposes such as `serverAuth` or object identifiers, with commas |
    /// | `SAN` | names such as `dns:host` and `ip:10.0.0.1`, with commas |
    /// | object identifier | the DER of the extension in hexadecimal, with or without colons |
    ///
    /// As with keytool, names, usages and purposes may be written in full, be cut off, or be given by their capitals:
    /// `dig` and `dS` are `digitalSignature`. Other than with keytool, basic constraints and key usage are always
    /// critical, as RFC 5280 wants them.
    ///
    /// - Throws: `invalidParameter` with the word that is not understood.
    public init(keytool text: String) throws(PKIError) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = halves.count > 1 ? halves[1] : nil
        let words = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(words[0])
        let isCritical = words.count > 1
        if isCritical, !"critical".hasPrefix(words[1].lowercased()) || words[1].isEmpty {
            throw PKIError(
                .invalidParameter,
                "'\(words[1])' is not understood behind the name of an extension",
                hint: "write \(name):critical=… or \(name)=…"
            )
        }
        if name.contains("."), name.utf8.allSatisfy({ $0 == 0x2e || (0x30...0x39).contains($0) }) {
            try self.init(identifier: name, isCritical: isCritical, value: value ?? "")
            return
        }
        let oids = ["2.5.29.19", "2.5.29.15", "2.5.29.37", Self.subjectAlternativeNamesOID]
        let kind = try KeytoolWord.index(of: name, in: Self.names, what: "an extension")
        let content: [UInt8] =
            switch kind {
            case 0: try Self.basicConstraints(value ?? "ca:true")
            case 1: try Self.keyUsage(try Self.list(value, of: name))
            case 2: try Self.extendedKeyUsage(try Self.list(value, of: name))
            default: try Self.alternativeNames(try Self.list(value, of: name))
            }
        self.init(oid: oids[kind], isCritical: isCritical || kind < 2, value: content)
    }

    private static let names = ["BasicConstraints", "KeyUsage", "ExtendedKeyUsage", "SubjectAlternativeName"]

    private init(identifier: String, isCritical: Bool, value: Substring) throws(PKIError) {
        let digits = value.filter { $0 != ":" && $0 != " " }
        var bytes: [UInt8] = []
        var rest = digits[...]
        while rest.count > 1, let byte = UInt8(rest.prefix(2), radix: 16), rest.first != "+" {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        guard rest.isEmpty, !bytes.isEmpty, let arcs = Self.arcs(identifier) else {
            throw PKIError(
                .invalidParameter,
                "the extension '\(identifier)' needs its value in hexadecimal",
                hint: "as in 1.2.3.4=04:02:05:00"
            )
        }
        self.init(oid: arcs, isCritical: isCritical, value: bytes)
    }

    /// The identifier where it is one: at least two numbers that are not too large.
    private static func arcs(_ identifier: String) -> String? {
        let arcs = identifier.split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
        guard arcs.count > 1, !arcs.contains(nil), let first = arcs[0], let second = arcs[1] else { return nil }
        return first < 2 && second < 40 || first == 2 && second < 1000 ? identifier : nil
    }

    private static func list(_ value: Substring?, of name: String) throws(PKIError) -> [String] {
        let items = (value ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
        guard !items.isEmpty else {
            throw PKIError(.invalidParameter, "the extension '\(name)' has no value", hint: "write \(name)=VALUE")
        }
        return items
    }

    private static func basicConstraints(_ value: Substring) throws(PKIError) -> [UInt8] {
        var isCA = true
        var pathLength: Int?
        for item in value.split(separator: ",") {
            let parts = item.split(separator: ":", maxSplits: 1)
            let word = parts.first?.lowercased() ?? ""
            switch (word, parts.count > 1 ? parts[1].lowercased() : nil) {
            case ("ca", "true"): isCA = true
            case ("ca", "false"): isCA = false
            case ("pathlen", let number?) where Int(number) != nil: pathLength = Int(number)
            case (let number, nil) where Int(number) != nil: pathLength = Int(number)
            default:
                throw PKIError(
                    .invalidParameter,
                    "'\(item)' is not understood in basic constraints",
                    hint: "write BC=ca:true,pathlen:0 or BC=ca:false"
                )
            }
        }
        if let pathLength, pathLength < 0 {
            throw PKIError(.invalidParameter, "a path length cannot be negative", hint: "write BC=ca:true,pathlen:0")
        }
        let length = isCA ? pathLength.map { [DERWriter.integer($0)] } ?? [] : []
        return DERWriter.sequence((isCA ? [DERWriter.boolean(true)] : []) + length)
    }

    private static func keyUsage(_ items: [String]) throws(PKIError) -> [UInt8] {
        var bits: Set<Int> = []
        for item in items {
            let bit = try KeytoolWord.index(of: item, in: keyUsages, what: "a key usage")
            // The last one is the old name of contentCommitment.
            bits.insert(bit < 9 ? bit : 1)
        }
        return DERWriter.namedBits(bits)
    }

    private static let keyUsages =
        [
            "digitalSignature", "contentCommitment", "keyEncipherment", "dataEncipherment", "keyAgreement",
            "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly", "nonRepudiation",
        ]

    private static func extendedKeyUsage(_ items: [String]) throws(PKIError) -> [UInt8] {
        var purposes: [[UInt8]] = []
        for item in items {
            if let identifier = arcs(item) {
                purposes.append(DERWriter.objectIdentifier(identifier))
            } else {
                let index = try KeytoolWord.index(
                    of: item,
                    in: Self.purposes.map(\.name),
                    what: "an extended key usage"
                )
                purposes.append(DERWriter.objectIdentifier(Self.purposes[index].oid))
            }
        }
        return DERWriter.sequence(purposes)
    }

    private static let purposes: [(name: String, oid: String)] = [
        ("serverAuth", "1.3.6.1.5.5.7.3.1"), ("clientAuth", "1.3.6.1.5.5.7.3.2"),
        ("codeSigning", "1.3.6.1.5.5.7.3.3"), ("emailProtection", "1.3.6.1.5.5.7.3.4"),
        ("timeStamping", "1.3.6.1.5.5.7.3.8"), ("OCSPSigning", "1.3.6.1.5.5.7.3.9"),
        ("anyExtendedKeyUsage", "2.5.29.37.0"),
    ]

    private static func alternativeNames(_ items: [String]) throws(PKIError) -> [UInt8] {
        DERWriter.sequence(try items.map { item throws(PKIError) in try GeneralName(item).der })
    }
}

/// A word as keytool lets it be written: in full, cut off, or by its first letter and its capitals.
private enum KeytoolWord {
    /// The position of the one word of the list that is meant.
    static func index(of text: String, in list: [String], what: String) throws(PKIError) -> Int {
        let word = text.lowercased()
        if let exact = list.firstIndex(where: { $0.lowercased() == word }) { return exact }
        let found = list.indices.filter {
            !word.isEmpty && (list[$0].lowercased().hasPrefix(word) || capitals(list[$0]) == word)
        }
        guard found.count == 1 else {
            let known = (found.isEmpty ? list : found.map { list[$0] }).joined(separator: ", ")
            throw PKIError(
                .invalidParameter,
                found.isEmpty ? "'\(text)' is not \(what)" : "'\(text)' can mean more than one thing as \(what)",
                hint: "known are \(known)"
            )
        }
        return found[0]
    }

    private static func capitals(_ word: String) -> String {
        (word.prefix(1) + word.dropFirst().filter(\.isUppercase)).lowercased()
    }
}
