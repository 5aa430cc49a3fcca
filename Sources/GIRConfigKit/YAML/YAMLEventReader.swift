import CLibYAML

/// Owns a libyaml parser and the event it is at.
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The event that the last `next()` read; what it points to lives until the following one.
    let event: UnsafeMutablePointer<yaml_event_t>

    /// Starts to read a text, which must outlive the reader; nil when there is no memory for it.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            event.deallocate()
            return nil
        }
        // The byte order mark is gone, and a second one is text: libyaml is not to look for it.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // libyaml refuses a null pointer even where it will read nothing.
        let start = text.baseAddress ?? UnsafeRawPointer(event).assumingMemoryBound(to: UInt8.self)
        yaml_parser_set_input_string(parser, start, text.count)
    }

    deinit {
        yaml_event_delete(event)
        event.deallocate()
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Reads the next event; false when the text cannot be read on, which `failure` then explains.
    @inline(__always)
    mutating func next() -> Bool {
        yaml_event_delete(event)
        return yaml_parser_parse(parser, event) == 1
    }

    /// What libyaml says about its failure.
    var failure: Failure {
        Failure(
            kind: parser.pointee.error,
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "",
            context: parser.pointee.context.map { String(cString: $0) } ?? "",
            problemMark: parser.pointee.problem_mark,
            contextMark: parser.pointee.context_mark,
            offset: parser.pointee.problem_offset,
            value: Int(parser.pointee.problem_value)
        )
    }

    /// libyaml's account of a failure; the offset and the value belong to reader errors, the marks to all others.
    struct Failure {
        let kind: yaml_error_type_t
        let problem: String
        let context: String
        let problemMark: yaml_mark_t
        let contextMark: yaml_mark_t
        let offset: Int
        let value: Int
    }
}
