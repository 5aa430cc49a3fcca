import GIRConfigKit

/// A command line in keytool's words, and the same in girctl's.
///
/// Users paste lines of the vendor's guide. Nothing is run: they see the line that does what they meant.
struct KeytoolLine {
    private var command: String
    private var options: [String: String] = [:]
    private var extensions: [String] = []

    /// Reads the arguments behind the program's name; nil where none of them is a word of keytool's.
    init?(_ arguments: [String]) {
        let words = arguments.prefix { $0 != "--" }
        guard words.contains(where: Self.isKeytoolWord) else { return nil }
        // `girctl keystore import FILE -alias …` names the command, and maybe the keystore, in girctl's way.
        let named = words.prefix { !$0.hasPrefix("-") }
        let position = named.firstIndex { Self.girctlCommands[$0] != nil }
        command = position.flatMap { Self.girctlCommands[named[$0]] } ?? ""
        if let position, let file = named.dropFirst(position + 1).first { options["keystore"] = file }
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else { continue }
            let parts = word.drop { $0 == "-" }.split(separator: ":", maxSplits: 1)
            let name = parts.first?.lowercased() ?? ""
            if let known = Self.commands[name] {
                command = known
            } else if !Self.flags.contains(name), let value = rest.popFirst() {
                if name == "ext" {
                    extensions.append(value)
                } else {
                    options[name] = value
                    // -storepass:file F and -storepass:env V
                    options["\(name):"] = parts.count > 1 ? parts[1].lowercased() : nil
                }
            }
        }
    }

    /// The word of keytool's to name in a message.
    static func firstWord(of arguments: [String]) -> String? {
        arguments.first(where: isKeytoolWord).map { $0.split(separator: ":").first.map(String.init) ?? $0 }
    }

    /// The line that does the same.
    var girctl: String {
        let words =
            switch command {
            case "genkey": genkey
            case "import": importing
            case "importkeystore": importingKeystore
            case "export": entry("export") + output("file")
            case "certreq": entry("certreq") + subject + output("file")
            case "delete": entry("delete")
            case "list": entry("list")
            case "passwd": ["passwd", keystore, "--update-config", "application.yaml"]
            case "printcert": ["expiry", quoted("file") ?? "FILE"]
            default: ["--help"]
            }
        return (["girctl keystore"] + words + passwords).joined(separator: " ")
    }

    /// What else could have been meant, in words.
    var alternative: String? {
        guard command == "import", options["alias"] != nil, let file = quoted("file") else { return nil }
        return "--trusted \(file) in place of --cert only trusts it"
    }

    private var genkey: [String] {
        let algorithm = options["keyalg"]?.lowercased() ?? "rsa"
        let size = options["keysize"].flatMap { Int($0) }.flatMap { algorithm == "rsa" && $0 < 2048 ? nil : $0 }
        return entry("genkey") + names + subject + (algorithm == "ec" ? ["--algorithm ec"] : [])
            + (size.map { ["--size \($0)"] } ?? [])
            + (quoted("validity").map { ["--days \($0)"] } ?? [])
            + (quoted("startdate").map { ["--start-date \($0)"] } ?? []) + type("storetype", of: "keystore")
    }

    private var importing: [String] {
        let file = quoted("file") ?? "FILE"
        let kind = options["alias"] == nil ? "--trusted \(file)" : "--cert \(file)"
        return entry("import") + [kind] + type("storetype", of: "keystore")
    }

    private var importingKeystore: [String] {
        ["import", quoted("destkeystore") ?? keystore, "--from \(quoted("srckeystore") ?? "KEYSTORE")"]
            + (quoted("srcalias").map { ["--alias \($0)"] } ?? []) + type("deststoretype", of: "destkeystore")
    }

    private func entry(_ command: String) -> [String] {
        [command, keystore] + (quoted("alias").map { ["--alias \($0)"] } ?? [])
    }

    private func output(_ option: String) -> [String] { quoted(option).map { ["--out \($0)"] } ?? [] }

    /// The names that keytool's user gave, in the extension or in the subject's common name.
    private var names: [String] {
        let given = extensions.flatMap { text -> [Substring] in
            Self.isNames(text) ? text.split(separator: "=", maxSplits: 1).last?.split(separator: ",") ?? [] : []
        }
        if !given.isEmpty { return given.map { "--san \(ShellWord.quoted(String($0)))" } }
        let name = options["dname"]?.split(separator: ",").first { $0.uppercased().contains("CN=") }
        let host = name?.split(separator: "=").last.map(String.init) ?? "HOST"
        return ["--san \(ShellWord.quoted("dns:\(host)"))"]
    }

    private var subject: [String] {
        let others = extensions.filter { !Self.isNames($0) || command != "genkey" }
        return (quoted("dname").map { ["--dname \($0)"] } ?? []) + others.map { "--ext \(ShellWord.quoted($0))" }
    }

    private static func isNames(_ text: String) -> Bool {
        text.lowercased().hasPrefix("san=") || text.lowercased().hasPrefix("subjectalternativename=")
    }

    private func type(_ option: String, of file: String) -> [String] {
        if let type = options[option]?.lowercased(), type == "jks" || type == "pkcs12" { return ["--type \(type)"] }
        return options[file]?.lowercased().hasSuffix(".jks") == true ? ["--type jks"] : []
    }

    /// Where the passwords come from; one that stood on the line is not repeated.
    private var passwords: [String] {
        let store = source("storepass", "--password") ?? source("deststorepass", "--password")
        return [store, source("srcstorepass", "--source-password"), source("new", "--new-password")].compactMap(\.self)
    }

    private func source(_ option: String, _ prefix: String) -> String? {
        guard let value = options[option] else { return nil }
        switch options["\(option):"] {
        case "env": return "\(prefix)-env \(ShellWord.quoted(value))"
        case "file": return "\(prefix)-file \(ShellWord.quoted(value))"
        default: return "\(prefix)-file FILE"
        }
    }

    private var keystore: String { quoted("keystore") ?? "KEYSTORE" }

    private func quoted(_ option: String) -> String? { options[option].map(ShellWord.quoted) }

    private static func isKeytoolWord(_ argument: String) -> Bool {
        guard argument.hasPrefix("-"), !argument.hasPrefix("--") else { return false }
        let name = argument.dropFirst().split(separator: ":").first?.lowercased() ?? ""
        return commands[name] != nil || values.contains(name) || name.count > 1 && flags.contains(name)
    }

    private static let commands = [
        "certreq": "certreq", "delete": "delete", "export": "export", "exportcert": "export", "genkey": "genkey",
        "genkeypair": "genkey", "import": "import", "importcert": "import", "importkeystore": "importkeystore",
        "list": "list", "printcert": "printcert", "storepasswd": "passwd",
    ]
    private static let girctlCommands = [
        "certreq": "certreq", "delete": "delete", "export": "export", "genkey": "genkey", "import": "import",
        "list": "list", "passwd": "passwd",
    ]
    private static let values: Set<String> = [
        "alias", "destalias", "destkeypass", "destkeystore", "deststorepass", "deststoretype", "dname", "ext", "file",
        "keyalg", "keypass", "keysize", "keystore", "sigalg", "srcalias", "srckeypass", "srckeystore", "srcstorepass",
        "srcstoretype", "startdate", "storepass", "storetype", "validity",
    ]
    private static let flags: Set<String> = ["cacerts", "noprompt", "protected", "rfc", "trustcacerts", "v"]
}
