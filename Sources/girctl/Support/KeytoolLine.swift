import GIRConfigKit
import GIRPKI

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

    /// What to do in its place, in words.
    var hint: String {
        let isTheSame = !Self.withoutCounterpart.contains(command)
        let lead = isTheSame ? "girctl's line is" : "girctl has no such command; the nearest is"
        return "\(lead): \(line)" + (remark.map { "   (\($0))" } ?? "")
    }

    /// The line that does the same, or comes near.
    private var line: String {
        if command == "gencert" { return "girctl cassandra-certs gen --nodes NAME=ADDRESS --out FOLDER" }
        if command == "printcert", let server = quoted("sslserver") {
            return "girctl ca validate --ca java --connect \(server)"
        }
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
            case "printcert": ["expiry", quoted("file") ?? "FILE", "--json"]
            case "changealias": changingAlias
            case "genseckey": ["list", keystore]
            case "keypasswd": ["convert", keystore, "--type jks", "--key-password-file FILE"]
            default: ["--help"]
            }
        return (["girctl keystore"] + words + passwords).joined(separator: " ")
    }

    /// What else there is to say: what could have been meant too, and what of keytool's line is not in girctl's.
    private var remark: String? {
        switch command {
        case "changealias":
            return "then: girctl keystore delete \(keystore) --alias \(quoted("alias") ?? Alias.standard)"
        case "gencert": return "it signs for a cluster's members; other requests are for an authority"
        case "genkey":
            let algorithm = options["keyalg"]?.lowercased() ?? "rsa"
            if !["ec", "rsa"].contains(algorithm) { return "girctl makes keys of the kinds rsa and ec" }
            return isSizeTooSmall ? "girctl makes no RSA keys below 2048 bits" : nil
        case "genseckey": return "secret keys are listed only"
        case "import":
            guard options["alias"] != nil, let file = quoted("file") else { return nil }
            return "--trusted \(file) in place of --cert only trusts it"
        case "keypasswd":
            return "it gives the key the keystore's password; a new key gets another one by genkey or import"
        default: return nil
        }
    }

    private var genkey: [String] {
        let algorithm = options["keyalg"]?.lowercased() ?? "rsa"
        let size = isSizeTooSmall ? nil : options["keysize"].flatMap { Int($0) }
        return entry("genkey") + names + subject + (algorithm == "ec" ? ["--algorithm ec"] : [])
            + (size.map { ["--size \($0)"] } ?? [])
            + (quoted("validity").map { ["--days \($0)"] } ?? [])
            + (quoted("startdate").map { ["--start-date \($0)"] } ?? []) + type("storetype", of: "keystore")
    }

    private var isSizeTooSmall: Bool {
        let isRSA = options["keyalg"].map { $0.lowercased() == "rsa" } ?? true
        return isRSA && options["keysize"].flatMap { Int($0) }.map { $0 < 2048 } ?? false
    }

    private var changingAlias: [String] {
        ["import", keystore, "--from \(keystore)", "--alias \(quoted("alias") ?? Alias.standard)"]
            + ["--as \(quoted("destalias") ?? "NAME")"]
    }

    private var importing: [String] {
        let file = quoted("file") ?? "FILE"
        let kind = options["alias"] == nil ? "--trusted \(file)" : "--cert \(file)"
        return entry("import") + [kind] + type("storetype", of: "keystore")
    }

    private var importingKeystore: [String] {
        ["import", quoted("destkeystore") ?? keystore, "--from \(quoted("srckeystore") ?? "KEYSTORE")"]
            + (quoted("srcalias").map { ["--alias \($0)"] } ?? [])
            + (quoted("destalias").map { ["--as \($0)"] } ?? []) + type("deststoretype", of: "destkeystore")
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
        let host = name?.split(separator: "=").last.map(String.init) ?? ""
        // A common name may be anything, also what is no name of a host.
        let names = ["ip:\(host)", "dns:\(host)"].filter { (try? GeneralName($0)) != nil }
        return ["--san \(ShellWord.quoted(names.first ?? "dns:HOST"))"]
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
        let other = source("srcstorepass", "--source-password")
        let same = command == "changealias" ? source("storepass", "--source-password") : nil
        return [store, other ?? same, source("new", "--new-password")].compactMap(\.self)
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
        "certreq": "certreq", "changealias": "changealias", "delete": "delete", "export": "export",
        "exportcert": "export", "gencert": "gencert", "genkey": "genkey", "genkeypair": "genkey",
        "genseckey": "genseckey", "import": "import", "importcert": "import", "importkeystore": "importkeystore",
        "keypasswd": "keypasswd", "list": "list", "printcert": "printcert", "storepasswd": "passwd",
    ]
    private static let withoutCounterpart: Set<String> = ["gencert", "genseckey", "keypasswd"]
    private static let girctlCommands = [
        "certreq": "certreq", "delete": "delete", "export": "export", "genkey": "genkey", "import": "import",
        "list": "list", "passwd": "passwd",
    ]
    private static let values: Set<String> = [
        "alias", "destalias", "destkeypass", "destkeystore", "deststorepass", "deststoretype", "dname", "ext", "file",
        "keyalg", "keypass", "keysize", "keystore", "sigalg", "srcalias", "srckeypass", "srckeystore", "srcstorepass",
        "srcstoretype", "sslserver", "startdate", "storepass", "storetype", "validity",
    ]
    private static let flags: Set<String> = ["cacerts", "noprompt", "protected", "rfc", "trustcacerts", "v"]
}
