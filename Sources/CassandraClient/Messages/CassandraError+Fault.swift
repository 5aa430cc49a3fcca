extension CassandraError {
    /// A node's refusal in the words of a person: which side is wrong, and what to change.
    init(_ fault: ServerFault) {
        let words = fault.message
        switch fault.code {
        case ServerFault.Code.protocolError:
            self.init(.protocolError, .client, "the node does not understand the client: \(words)", fault: fault)
        case ServerFault.Code.credentials where words.hasSuffix(Self.noLogin):
            let role = CQLIdentifier.written(words.dropLast(Self.noLogin.count))
            self.init(
                .unauthorized,
                .client,
                "the role may not log in: \(words)",
                hint: "run: ALTER ROLE \(role) WITH LOGIN = true",
                fault: fault
            )
        case ServerFault.Code.credentials:
            self.init(
                .badCredentials,
                .client,
                "the node does not take the user or the password: \(words)",
                hint: "check 'cassandraCluster.userName' and 'cassandraCluster.password' against the cluster's roles",
                fault: fault
            )
        case ServerFault.Code.unavailable:
            self.init(
                .unavailable,
                .cluster,
                "too few replicas are alive: \(words)\(fault.numbers)",
                hint: "start the missing nodes, or use a lower consistency level",
                fault: fault
            )
        case ServerFault.Code.overloaded:
            self.init(.overloaded, .cluster, "the node has too much to do: \(words)", fault: fault)
        case ServerFault.Code.bootstrapping:
            self.init(.overloaded, .cluster, "the node is still joining the cluster: \(words)", fault: fault)
        case ServerFault.Code.truncate, ServerFault.Code.server, ServerFault.Code.changeCapture:
            self.init(
                .serverError,
                .node,
                "the node failed: \(words)",
                hint: "the node's system.log says more",
                fault: fault
            )
        case ServerFault.Code.writeTimeout, ServerFault.Code.unknownOutcome:
            self.init(
                .writeTimeout,
                .cluster,
                "too few replicas acknowledged the write in time\(fault.numbers)",
                hint: "the write may or may not have taken place; see whether nodes are down or overloaded",
                fault: fault
            )
        case ServerFault.Code.readTimeout:
            self.init(
                .readTimeout,
                .cluster,
                "too few replicas answered in time\(fault.numbers)",
                hint: "see whether nodes are down or overloaded",
                fault: fault
            )
        case ServerFault.Code.readFailure:
            self.init(.readFailure, .node, "replicas failed while they read\(fault.numbers)", fault: fault)
        case ServerFault.Code.writeFailure:
            self.init(.writeFailure, .node, "replicas failed while they wrote\(fault.numbers)", fault: fault)
        case ServerFault.Code.functionFailure:
            self.init(.functionFailure, .statement, "a function of the cluster failed: \(words)", fault: fault)
        case ServerFault.Code.syntax: self.init(.syntax, .statement, "the statement is no CQL: \(words)", fault: fault)
        case ServerFault.Code.unauthorized:
            self.init(
                .unauthorized,
                .client,
                "the user may not do that: \(words)",
                hint: Self.grant(words) ?? "GRANT the permission to the role that 'cassandraCluster.userName' names",
                fault: fault
            )
        case ServerFault.Code.alreadyExists:
            self.init(.alreadyExists, .statement, "it is there already: \(words)", fault: fault)
        case ServerFault.Code.invalid where Self.namesMissingKeyspace(words):
            self.init(
                .keyspaceMissing,
                .client,
                "the keyspace is not there: \(words)",
                hint:
                    "make the keyspace and its tables with: girctl store init, or correct 'cassandraCluster.keyspace'",
                fault: fault
            )
        case ServerFault.Code.invalid, ServerFault.Code.configuration, ServerFault.Code.unprepared:
            self.init(.invalid, .statement, "the node refuses the statement: \(words)", fault: fault)
        default:
            self.init(.serverError, .node, "the node answers with the error \(fault.code): \(words)", fault: fault)
        }
    }

    private static let noLogin = " is not permitted to log in"

    /// What gives the permission that is missing, for the whole keyspace.
    ///
    /// The words are: User u has no MODIFY permission on <table k.t> or any of its parents.
    private static func grant(_ words: String) -> String? {
        guard let end = words.firstRange(of: " permission on <"), words.hasPrefix("User ") else { return nil }
        let before = words[..<end.lowerBound].dropFirst("User ".count).split(separator: " ")
        let resource = words[end.upperBound...].prefix { $0 != ">" }.split(separator: " ")
        guard before.count == 4, before[1] == "has", before[2] == "no", resource.count == 2 else { return nil }
        let (role, permission) = (CQLIdentifier.written(before[0]), before[3])
        switch resource[0] {
        case "all": return "run: GRANT \(permission) ON ALL \(resource[1].uppercased()) TO \(role)"
        case "keyspace", "table":
            let keyspace = CQLIdentifier.written(resource[1].prefix { $0 != "." })
            return "run: GRANT \(permission) ON KEYSPACE \(keyspace) TO \(role)"
        default: return nil
        }
    }

    /// Versions differ in their words: "Keyspace 'x' does not exist", "Keyspace x does not exist", "keyspace x does not…".
    private static func namesMissingKeyspace(_ words: String) -> Bool {
        let words = words.lowercased()
        return words.hasPrefix("keyspace ") && words.contains("does not exist")
    }
}

extension ServerFault {
    /// How many replicas were wanted and how many there were.
    var numbers: String {
        switch detail {
        case .unavailable(let level, let required, let alive): " (\(level) needs \(required), alive: \(alive))"
        case .readTimeout(let level, let received, let required, _),
            .writeTimeout(let level, let received, let required, _),
            .unknownOutcome(let level, let received, let required):
            " (\(level) needs \(required), answered: \(received))"
        case .readFailure(let level, let received, let required, let failed, _),
            .writeFailure(let level, let received, let required, let failed, _):
            " (\(level) needs \(required), answered: \(received), failed: \(failed))"
        default: ""
        }
    }
}
