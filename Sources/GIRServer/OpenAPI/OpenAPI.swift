import GIRStore
import HTTPTypes

/// The description of the API for programs: OpenAPI 3.1, made of the routes and of what ``OpenAPIOperation`` says of each.
enum OpenAPI {
    /// The document.
    static func document(version: String, routes: [Routes.Route]) -> JSONValue {
        var paths: [String: JSONValue] = [:]
        // The listener has it besides, as it knows the cookie.
        let logout = Logout.route { _, _ in throw APIError.internalError }
        for route in routes + [logout] {
            var methods = paths[route.path]?.members ?? [:]
            methods[route.method.rawValue.lowercased()] = operation(of: route)
            paths[route.path] = .object(methods)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Interaction Recording Web Services", "version": .string(version),
                "summary": "Recordings, users and settings behind the front door of girctl",
            ],
            "security": [["basic": []]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(OpenAPISchemas.all),
                "securitySchemes": ["basic": ["type": "http", "scheme": "basic"]],
            ],
        ]
    }

    private static func operation(of route: Routes.Route) -> JSONValue {
        let known = OpenAPIOperation.all["\(route.method.rawValue) \(route.path)"] ?? OpenAPIOperation("")
        var members: [String: JSONValue] = [
            "summary": .string(known.summary), "description": .string("For \(route.access.description)."),
            "responses": .object(responses(of: route, known)),
        ]
        let parameters = pathParameters(route.path) + known.query.map { queryParameter($0) }
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        if known.media { members["parameters"] = .array(parameters + mediaHeaders) }
        if let body = known.body {
            members["requestBody"] = ["required": true, "content": content(body)]
        }
        if let form = known.form {
            // The part is JSON, and says so.
            let parts: JSONValue = ["metadata": ["contentType": "application/json"]]
            let form: JSONValue = ["schema": reference(form), "encoding": parts]
            members["requestBody"] = ["required": true, "content": ["multipart/form-data": form]]
        }
        if route.access == .anyone { members["security"] = [] }
        return .object(members)
    }

    private static func responses(of route: Routes.Route, _ known: OpenAPIOperation) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [
            "400": answer("A parameter is missing or makes no sense.", "Failure"),
            "503": answer("Please try again later.", "Failure"),
        ]
        if route.access != .anyone {
            responses["401"] = answer("Nobody has logged in.", "Failure")
            responses["403"] = answer("The role or the permission is missing, or it is forbidden.", "Failure")
            responses["429"] = answer("Too many attempts to log in.", "Failure")
        }
        if known.body != nil || known.form != nil {
            responses["413"] = answer("The body is too large.", "Failure")
            responses["415"] = answer(known.form == nil ? "The body is no JSON." : "The body is no form.", "Failure")
            responses["507"] = answer("The disk is full.", "Failure")
        }
        if route.path.contains("{") { responses["404"] = answer("Not there, or not for this user.", "Failure") }
        if known.conflicts { responses["409"] = answer("It is there already, or in use.", "Failure") }
        if known.finds, responses["404"] == nil { responses["404"] = answer("Not there.", "Failure") }
        for (status, reason) in known.refusals { responses["\(status)"] = answer(reason, "Failure") }
        if known.asksPeers {
            responses["502"] = answer("A server behind this one refuses, or makes no sense.", "Failure")
            responses["504"] = answer("A server behind this one does not answer in time.", "Failure")
        }
        if known.media { responses.merge(mediaResponses) { $1 } }
        for (status, schema) in known.answers { responses["\(status)"] = answer("Done.", schema) }
        return responses
    }

    private static let mediaHeaders: [JSONValue] = [
        "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Range",
    ].map { ["name": $0, "in": "header", "required": false, "schema": ["type": "string"]] }

    private static let mediaResponses: [String: JSONValue] = {
        let bytes: JSONValue = ["audio/*": [:], "video/*": [:], "application/octet-stream": [:]]
        return [
            "200": ["description": "All of it.", "content": bytes],
            "206": ["description": "The range that was asked for.", "content": bytes],
            "304": ["description": "It has not changed."],
            "412": answer("It is not what the request is about.", "Failure"),
            "416": answer("It has no such range.", "Failure"),
        ]
    }()

    /// An answer with a body of the schema; nil for none.
    private static func answer(_ description: String, _ schema: String?) -> JSONValue {
        guard let schema else { return ["description": .string(description)] }
        return ["description": .string(description), "content": content(schema)]
    }

    private static func content(_ schema: String) -> JSONValue {
        ["application/json": ["schema": reference(schema)]]
    }

    private static func reference(_ schema: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(schema)")]
    }

    private static func pathParameters(_ path: String) -> [JSONValue] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            [
                "name": .string(String(part.dropFirst().dropLast())), "in": "path", "required": true,
                "schema": ["type": "string", "minLength": 1, "maxLength": 255],
            ]
        }
    }

    private static func queryParameter(_ name: String) -> JSONValue {
        let schema: JSONValue =
            switch name {
            case "limit":
                [
                    "type": "integer", "minimum": .integer(PageRequest.limits.lowerBound),
                    "maximum": .integer(PageRequest.limits.upperBound),
                ]
            case "fields", "subresources": ["type": "string", "enum": ["*"]]
            default: ["type": "string"]
            }
        return ["name": .string(name), "in": "query", "required": false, "schema": schema]
    }

    /// `GET /api/v2/openapi.json`.
    static func routes(version: String, _ routes: [Routes.Route]) -> [Routes.Route] {
        let path = "/api/v2/openapi.json"
        let own = Routes.Route(method: .get, path: path, access: .user) { _, _ in throw APIError.internalError }
        let document = document(version: version, routes: routes + [own])
        return [
            Routes.Route(method: .get, path: path, access: .user) { _, _ in API.response(document) }
        ]
    }

    /// `GET /openapi.json` of the management listener, for tools without a login.
    static func page(version: String, _ api: Routes) -> Routes.Route {
        let document = document(version: version, routes: api.list)
        return Routes.Route(method: .get, path: "/openapi.json", access: .anyone) { _, _ in API.response(document) }
    }
}

extension Access: CustomStringConvertible {
    /// In words, after "for".
    var description: String {
        switch self {
        case .anyone: "anyone"
        case .oneself: "any user, also one who has to change the password"
        case .operations: "the operations account"
        case .roles(let roles): "users with one of the roles \(roles.map(\.apiName).sorted().joined(separator: ", "))"
        case .user: "any user"
        }
    }
}
