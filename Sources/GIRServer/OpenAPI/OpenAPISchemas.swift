import GIRStore

/// The schemas of bodies and answers, for the description of the API.
enum OpenAPISchemas {
    private static let text: JSONValue = ["type": "string"]
    private static let name: JSONValue = ["type": "string", "minLength": 1, "maxLength": 255]
    private static let flag: JSONValue = ["type": "boolean"]
    private static let texts: JSONValue = ["type": "array", "items": name, "maxItems": 1000]
    private static let roles: JSONValue = [
        "type": "array", "items": ["type": "string", "enum": .array(Role.allCases.map { .string($0.apiName) })],
    ]
    private static let permissions: JSONValue = [
        "type": "array",
        "items": ["type": "string", "enum": .array(RecordingPermission.allCases.map { .string($0.rawValue) })],
    ]
    private static let zero: JSONValue = ["const": 0]
    private static let moment: JSONValue = ["type": "string", "examples": ["2015-09-10T16:58:22.000+0000"]]

    private static func object(_ properties: [String: JSONValue], required: [String] = []) -> JSONValue {
        [
            "type": "object", "properties": .object(properties),
            "required": .array(required.map { .string($0) }),
        ]
    }

    /// An answer with status 0 and further members.
    private static func answer(_ properties: [String: JSONValue] = [:]) -> JSONValue {
        object(properties.merging(["statusCode": zero]) { $1 }, required: ["statusCode"] + properties.keys.sorted())
    }

    private static func reference(_ schema: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(schema)")] }

    private static let userMembers: [String: JSONValue] = [
        "userName": name, "firstName": ["type": "string", "maxLength": 255],
        "lastName": ["type": "string", "maxLength": 255], "roles": roles, "permissions": permissions, "enabled": flag,
        "changePasswordOnFirstLogin": flag,
    ]
    private static let password: JSONValue = [
        "type": "string", "minLength": 8, "maxLength": 1024, "writeOnly": true,
    ]
    private static let writtenUser = userMembers.merging(["password": password]) { $1 }
    private static let contactCenterMembers: [String: JSONValue] = [
        "domain": ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[^.]*$"],
        "configurationServerUsers": flag, "features": texts,
    ]
    private static let recordingMembers: [String: JSONValue] = [
        "id": ["type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"],
        "startTime": moment, "stopTime": moment, "callerPhoneNumber": text, "dialedPhoneNumber": text, "region": text,
        "parameters": ["type": "object"], "eventHistory": ["type": "array", "items": ["type": "object"]],
        "mediaFiles": [
            "type": "array",
            "items": object(["mediaId": text, "duration": text, "size": text, "parameters": ["type": "object"]]),
        ],
    ]
    private static let definitionMembers: [String: JSONValue] = [
        "name": ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^(?!__)[ -~]*$"], "displayName": text,
        "description": text,
    ]
    private static let setting = object(
        ["name": name, "location": text, "value": [:]],
        required: ["name", "value"]
    )
    private static let addresses: [String: JSONValue] = ["uri": text, "path": text]

    /// All schemas by name.
    static let all: [String: JSONValue] = [
        "Failure": object(
            ["statusCode": ["type": "integer", "minimum": 1, "maximum": 20], "statusMessage": text],
            required: ["statusCode", "statusMessage"]
        ),
        "Done": object(
            [
                "statusCode": ["enum": [0, 7]], "statusMessage": text, "failed": ["type": "array", "items": text],
            ],
            required: ["statusCode"]
        ),
        "Created": answer(addresses),
        "Document": ["type": "object"],
        "Version": answer(["version": text]),
        "Collection": object(
            [
                "statusCode": zero, "uris": ["type": "array", "items": text], "next": text, "prev": text,
            ],
            required: ["statusCode"]
        ),

        "User": object(
            userMembers.merging(addresses.merging(["id": text]) { $1 }) { $1 },
            required: ["id", "userName", "roles", "enabled", "uri", "path"]
        ),
        "UserAnswer": answer(["user": reference("User")]),
        "NewUser": object(writtenUser, required: ["userName"]),
        "UserChange": object(writtenUser),
        "NewPassword": object(["password": password], required: ["password"]),
        "Session": object(
            [
                "id": text, "userName": name, "provider": ["enum": ["cs", "rws"]], "created": moment,
                "lastUsed": moment,
                "secure": flag,
            ],
            required: ["id", "userName", "provider", "created", "lastUsed", "secure"]
        ),
        "Sessions": answer(["sessions": ["type": "array", "items": reference("Session")]]),
        "EndedSessions": answer(["ended": ["type": "integer", "minimum": 0]]),

        "ContactCenter": object(
            contactCenterMembers.merging(addresses.merging(["id": text]) { $1 }) { $1 },
            required: ["id", "domain", "features", "uri", "path"]
        ),
        "ContactCenterAnswer": answer(["contactCenter": reference("ContactCenter")]),
        "NewContactCenter": object(contactCenterMembers, required: ["domain"]),
        "ContactCenterChange": object(contactCenterMembers),
        "Features": answer(["uris": texts]),
        "FeatureList": object(["uris": texts], required: ["uris"]),
        "CreateRoom": object(["operationName": ["const": "createCRCF"]], required: ["operationName"]),

        "Settings": answer(["settings": ["type": "array", "items": setting], "key": ["const": "name"]]),
        "SettingBody": [
            "anyOf": [
                setting,
                object(
                    [
                        "settings": [
                            "anyOf": [setting, ["type": "array", "items": setting, "minItems": 1, "maxItems": 100]]
                        ]
                    ],
                    required: ["settings"]
                ),
            ]
        ],
        "SettingName": object(["name": name], required: ["name"]),

        "Recording": object(
            recordingMembers.merging(
                addresses.merging(["nonDeletion": flag, "labels": ["type": "array", "items": reference("Label")]]) {
                    $1
                }
            ) { $1 },
            required: ["id", "startTime", "stopTime", "mediaFiles", "nonDeletion", "uri", "path"]
        ),
        "RecordingAnswer": answer(["recording": reference("Recording")]),
        "ScreenRecordingAnswer": answer(["screenRecording": reference("Recording")]),
        "NewScreenRecording": object(
            [
                "metadata": object(
                    recordingMembers.filter { $0.key != "mediaFiles" }.merging(["recordingId": text]) { $1 },
                    required: ["startTime"]
                ), "file": ["type": "string", "contentMediaType": "application/octet-stream"],
            ],
            required: ["metadata", "file"]
        ),
        "NewRecording": object(recordingMembers, required: ["id", "startTime"]),
        "Protection": object(
            ["operationName": ["enum": ["applyNonDelete", "unapplyNonDelete"]]],
            required: ["operationName"]
        ),
        "BulkLabel": object(
            [
                "operationName": ["enum": ["addLabel", "deleteLabel"]],
                "ids": ["type": "array", "items": name, "minItems": 1, "maxItems": 1000],
                "label": reference("NewLabel"),
            ],
            required: ["operationName", "ids", "label"]
        ),

        "Label": object(["name": name, "value": text], required: ["name", "value"]),
        "Labels": answer(["labels": ["type": "array", "items": reference("Label")]]),
        "LabelAnswer": answer(["label": reference("Label")]),
        "NewLabel": object(["name": name, "value": ["type": "string", "maxLength": 4096]], required: ["name"]),
        "LabelChange": object(["value": ["type": "string", "maxLength": 4096]]),
        "LabelDefinition": object(
            definitionMembers.merging(addresses) { $1 },
            required: ["name", "displayName", "description", "uri", "path"]
        ),
        "LabelDefinitionAnswer": answer(["recordingLabelDefinition": reference("LabelDefinition")]),
        "NewLabelDefinition": object(definitionMembers, required: ["name"]),
        "LabelDefinitionChange": object(["displayName": text, "description": text]),
    ]
}
