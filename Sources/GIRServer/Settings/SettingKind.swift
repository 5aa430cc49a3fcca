import GIRConfigKit
import GIRLinks

/// The settings that there are: their groups, whether they are for a location, and what their values look like.
struct SettingKind: Sendable {
    let group: String
    let name: String
    /// Whether there may be one for each location.
    let isLocated: Bool
    /// Whether the value holds passwords.
    let isSecret: Bool
    /// Checks a value, and gives it as it is kept; the old one fills in passwords that clients do not repeat.
    let checked: @Sendable (_ new: JSONValue, _ old: JSONValue?) throws(APIError) -> JSONValue

    /// All of them.
    static let all: [SettingKind] = [
        SettingKind(group: "access-control", name: "allowedOrigins", isLocated: false, isSecret: false) {
            (value, _) throws(APIError) in
            guard let elements = value.elements, elements.count <= 1000 else { throw .invalid("value") }
            for (index, element) in elements.enumerated() {
                guard let text = element.text, isOrigin(text) else { throw .invalid("value") }
                let reason =
                    text == "null"
                    ? "pages without an origin are allowed in application.yaml alone"
                    : AllowedOrigins([text]).unusable.first?.reason
                guard let reason else { continue }
                throw APIError(.badRequest, "Parameter 'value' is invalid: see entry \(index + 1), \(reason).")
            }
            return value
        },
        SettingKind(
            group: "recordings",
            name: "metadata.privacy.agent_fields",
            isLocated: false,
            isSecret: false,
            checked: list
        ),
        SettingKind(
            group: "recordings",
            name: "metadata.privacy.customer_fields",
            isLocated: false,
            isSecret: false,
            checked: list
        ),
        SettingKind(group: "screen-recording", name: "decrypt-uri-prefix", isLocated: true, isSecret: false) {
            (value, _) throws(APIError) in
            guard let text = value.text else { throw .invalid("value") }
            try checkAddress(text, "value")
            return value
        },
        SettingKind(group: "screen-recording", name: "storage", isLocated: true, isSecret: true, checked: storages),
        SettingKind(group: "speechminer", name: "interaction-receiver", isLocated: true, isSecret: true) {
            (value, old) throws(APIError) in
            guard let members = value.members else { throw .invalid("value") }
            return .object(try credentials(members, url: "uri-prefix", old: old?.members, in: "value"))
        },
    ]

    /// The groups, in the order of their names.
    static let groups = Set(all.map(\.group)).sorted()

    // MARK: Values

    @Sendable private static func list(_ value: JSONValue, _: JSONValue?) throws(APIError) -> JSONValue {
        guard let text = value.text, text.utf8.count <= 4096 else { throw .invalid("value") }
        return value
    }

    @Sendable private static func storages(_ value: JSONValue, _ old: JSONValue?) throws(APIError) -> JSONValue {
        guard let elements = value.elements, (1...16).contains(elements.count) else { throw .invalid("value") }
        var checked: [JSONValue] = []
        for element in elements {
            guard var members = element.members, let credential = members["credential"]?.members else {
                throw .invalid("value")
            }
            guard members["storageType"] == "webDAV" else { throw .invalid("value.storageType") }
            if let active = members["active"] {
                guard case .bool = active else { throw .invalid("value.active") }
            }
            // The one for the same place, wherever it stood in the list.
            let place = credential["storagePath"]
            let before = old?.elements?.compactMap { $0.members?["credential"]?.members }
                .first { $0["storagePath"] == place }
            members["credential"] = .object(
                try credentials(credential, url: "storagePath", old: before, in: "value.credential")
            )
            checked.append(.object(members))
        }
        return .array(checked)
    }

    /// A user name, a password and the address that both are for.
    private static func credentials(
        _ members: [String: JSONValue],
        url: String,
        old: [String: JSONValue]?,
        in place: String
    ) throws(APIError) -> [String: JSONValue] {
        var members = members
        guard let address = members[url]?.text else { throw .missing("\(place).\(url)") }
        try checkAddress(address, "\(place).\(url)")
        guard let user = members["userName"]?.text, isUserName(user) else { throw .invalid("\(place).userName") }
        // A password must not go to another server or user than it was given for.
        if members["password"] == nil, old?["userName"]?.text == user, old?[url]?.text == address {
            members["password"] = old?["password"]
        }
        guard let password = members["password"] else { throw .missing("\(place).password") }
        guard let text = password.text, text.utf8.count <= 1024, !hasControls(text) else {
            throw .invalid("\(place).password")
        }
        return members
    }

    /// Refuses what is no address of a place at a server: what is kept must be what the links can use, or a file would go
    /// to the storage of another location.
    private static func checkAddress(_ text: String, _ place: String) throws(APIError) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), WebAddress(text) != nil
        else {
            throw APIError(
                .badRequest,
                "Parameter '\(place)' is invalid: an address is like https://host:port/path, with no user, query or '..' in it."
            )
        }
    }

    /// Whether a login of Basic can have the name (RFC 7617 §2).
    private static func isUserName(_ text: String) -> Bool {
        text.utf8.count <= 255 && !text.contains(":") && !hasControls(text)
    }

    private static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) }
    }

    private static func isOrigin(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255 && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// The value without its passwords, as clients see it.
    static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(masked))
        case .object(let members): .object(members.filter { $0.key != "password" }.mapValues(masked))
        default: value
        }
    }
}
