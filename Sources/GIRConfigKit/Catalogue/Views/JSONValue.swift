/// JSON whose keys are known at run time only.
indirect enum JSONValue: Encodable {
    case bool(Bool)
    case list([JSONValue])
    case number(Int)
    case object([String: JSONValue])
    case text(String)

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .number(let value): try container.encode(value)
        case .object(let values): try container.encode(values)
        case .text(let value): try container.encode(value)
        }
    }
}
