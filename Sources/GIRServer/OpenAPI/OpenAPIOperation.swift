/// What the description of the API says of one method of one path, besides what the route itself says.
struct OpenAPIOperation {
    let summary: String
    /// The parameters of the query.
    var query: [String] = []
    /// The schema of the body.
    var body: String?
    /// The schema of the body where it is a form.
    var form: String?
    /// The schemas of the answers by their statuses; nil for an answer without a body.
    var answers: [Int: String?] = [200: "Done"]
    /// What refusals mean, where that is not the same everywhere.
    var refusals: [Int: String] = [:]
    /// Whether something that is there already, or in use, can be in the way.
    var conflicts = false
    /// Whether something that is named in the body or the query has to be there.
    var finds = false
    /// Whether other servers are asked, which may fail.
    var asksPeers = false
    /// Whether the answer is sound or pictures.
    var media = false

    init(
        _ summary: String,
        query: [String] = [],
        body: String? = nil,
        form: String? = nil,
        answers: [Int: String?] = [200: "Done"],
        refusals: [Int: String] = [:],
        conflicts: Bool = false,
        finds: Bool = false,
        asksPeers: Bool = false,
        media: Bool = false
    ) {
        self.summary = summary
        self.query = query
        self.body = body
        self.form = form
        self.answers = answers
        self.refusals = refusals
        self.conflicts = conflicts
        self.finds = finds
        self.asksPeers = asksPeers || media
        self.media = media
    }

    private static let page = PageRequest.parameters.sorted()
    private static let created: [Int: String?] = [201: "Created"]

    /// By method and path; each route has one.
    static let all: [String: OpenAPIOperation] = [
        "GET /api/v2/diagnostics/version": .init("Tell the version", answers: [200: "Version"]),
        "GET /api/v2/me": .init("Tell who asks", answers: [200: "UserAnswer"]),
        "PUT /api/v2/me": .init("Choose another password for oneself", body: "NewPassword"),
        "POST /api/v2/logout": .init(
            "End the session",
            answers: [204: nil],
            refusals: [
                401: "There is no session.",
                403: "The token of the session is missing, or the page is of another origin.",
            ]
        ),
        "GET /api/v2/openapi.json": .init("Describe the API", answers: [200: "Document"]),

        "GET /api/v2/users": .init(
            "List the users",
            query: page + ["userName"],
            answers: [200: "Collection"]
        ),
        "POST /api/v2/users": .init("Add a user", body: "NewUser", answers: created, conflicts: true),
        "GET /api/v2/users/{id}": .init("Read a user", answers: [200: "UserAnswer"]),
        "POST /api/v2/users/{id}": .init("Change a user", body: "UserChange", conflicts: true),
        "PUT /api/v2/users/{id}": .init("Change a user", body: "UserChange", conflicts: true),
        "DELETE /api/v2/users/{id}": .init("Remove a user"),

        "GET /api/v2/sessions": .init("List the sessions of a user", query: ["userName"], answers: [200: "Sessions"]),
        "DELETE /api/v2/sessions": .init(
            "End the sessions of a user",
            query: ["userName"],
            answers: [200: "EndedSessions"]
        ),
        "GET /api/v2/ops/contact-centers/{contactCenter}/sessions": .init(
            "List the sessions of a user of a contact center",
            query: ["userName"],
            answers: [200: "Sessions"]
        ),
        "DELETE /api/v2/ops/contact-centers/{contactCenter}/sessions": .init(
            "End the sessions of a user of a contact center",
            query: ["userName"],
            answers: [200: "EndedSessions"]
        ),

        "GET /api/v2/ops/contact-centers": .init("List the contact centers", query: page, answers: [200: "Collection"]),
        "POST /api/v2/ops/contact-centers": .init(
            "Add a contact center",
            body: "NewContactCenter",
            answers: created,
            conflicts: true
        ),
        "GET /api/v2/ops/contact-centers/{contactCenter}": .init(
            "Read a contact center",
            answers: [200: "ContactCenterAnswer"]
        ),
        "PUT /api/v2/ops/contact-centers/{contactCenter}": .init(
            "Change a contact center",
            body: "ContactCenterChange",
            conflicts: true
        ),
        "GET /api/v2/ops/contact-centers/{contactCenter}/features": .init(
            "List the features that are switched on",
            answers: [200: "Features"]
        ),
        "POST /api/v2/ops/contact-centers/{contactCenter}/features": .init("Switch features on", body: "FeatureList"),
        "DELETE /api/v2/ops/contact-centers/{contactCenter}/features": .init(
            "Switch features off",
            body: "FeatureList"
        ),
        "POST /api/v2/ops/contact-centers/{contactCenter}/recordings": .init(
            "Make room for recordings, which there is already",
            body: "CreateRoom"
        ),
        "DELETE /api/v2/ops/contact-centers/{contactCenter}/recordings/{id}": .init(
            "Delete a recording and its media",
            asksPeers: true
        ),

        "GET /api/v2/settings": .init("List the groups of settings", query: ["fields"], answers: [200: "Collection"]),
        "GET /api/v2/settings/{group}": .init(
            "Read the settings of a group, without passwords",
            query: ["location", "name"],
            answers: [200: "Settings"]
        ),
        "POST /api/v2/settings/{group}": .init(
            "Add settings",
            body: "SettingBody",
            answers: [201: "Done"],
            conflicts: true
        ),
        "PUT /api/v2/settings/{group}": .init("Change settings", body: "SettingBody"),
        "DELETE /api/v2/settings/{group}": .init("Remove a setting", query: ["location"], body: "SettingName"),

        "POST /internal-api/contact-centers/{contactCenter}/recordings": .init(
            "Tell of a recording",
            body: "NewRecording",
            answers: [200: "Created", 201: "Created"],
            conflicts: true
        ),
        "GET /api/v2/recordings": .init(
            "Find recordings, the newest first",
            query: page + [
                "agentId", "callerPhoneNumber", "dialedPhoneNumber", "label", "startTime",
                "stopTime",
            ],
            answers: [200: "Collection"]
        ),
        "POST /api/v2/recordings": .init(
            "Put a label on many recordings, or take it off",
            body: "BulkLabel",
            finds: true
        ),
        "GET /api/v2/recordings/{id}": .init(
            "Read a recording",
            query: ["fields", "subresources"],
            answers: [200: "RecordingAnswer"]
        ),
        "POST /api/v2/recordings/{id}": .init(
            "Protect a recording from deletion, or allow it",
            body: "Protection",
            conflicts: true
        ),
        "DELETE /api/v2/recordings/{id}": .init("Delete a recording and its media", asksPeers: true),
        "GET /api/v2/recordings/{id}/play/{media}": .init("Hear or see a recording", answers: [:], media: true),
        "GET /api/v2/screen-recordings": .init(
            "Find recordings of screens, the newest first",
            query: page + [
                "agentId", "callerPhoneNumber", "dialedPhoneNumber", "label", "recordingId", "startTime",
                "stopTime",
            ],
            answers: [200: "Collection"]
        ),
        "POST /api/v2/screen-recordings": .init(
            "Send the recording of a screen",
            form: "NewScreenRecording",
            answers: created,
            conflicts: true,
            asksPeers: true
        ),
        "GET /api/v2/screen-recordings/{id}": .init(
            "Read the recording of a screen",
            query: ["fields", "subresources"],
            answers: [200: "ScreenRecordingAnswer"]
        ),
        "DELETE /api/v2/screen-recordings/{id}": .init(
            "Delete the recording of a screen and its file",
            asksPeers: true
        ),
        "GET /api/v2/screen-recordings/{id}/content": .init("See the recording of a screen", answers: [:], media: true),
        "GET /api/v2/recordings/{id}/labels": .init("List the labels of a recording", answers: [200: "Labels"]),
        "POST /api/v2/recordings/{id}/labels": .init(
            "Put a label on a recording",
            body: "NewLabel",
            answers: created,
            conflicts: true
        ),
        "GET /api/v2/recordings/{id}/labels/{name}": .init("Read a label", answers: [200: "LabelAnswer"]),
        "PUT /api/v2/recordings/{id}/labels/{name}": .init("Change a label", body: "LabelChange"),
        "DELETE /api/v2/recordings/{id}/labels/{name}": .init("Take a label off"),

        "GET /api/v2/recording-label-definitions": .init(
            "List the definitions of labels",
            query: page,
            answers: [200: "Collection"]
        ),
        "POST /api/v2/recording-label-definitions": .init(
            "Define a label",
            body: "NewLabelDefinition",
            answers: created,
            conflicts: true
        ),
        "GET /api/v2/recording-label-definitions/{name}": .init(
            "Read the definition of a label",
            answers: [200: "LabelDefinitionAnswer"]
        ),
        "PUT /api/v2/recording-label-definitions/{name}": .init(
            "Change the definition of a label",
            body: "LabelDefinitionChange"
        ),
        "DELETE /api/v2/recording-label-definitions/{name}": .init("Remove the definition of a label", conflicts: true),
    ]
}
