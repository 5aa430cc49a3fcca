import GIRConfigKit
import Testing

@Suite struct `YAML lookup` {
    private static let text = """
        jetty:
          ssl: {port: 8443, enabled: yes}
          ssl: {port: 9443}
        nodes: [a, {b: c}]
        loggers:
          com.genesys: DEBUG
          com.genesys.web: {level: INFO}
          org: {apache: WARN}
        list.with.dots: [x]
        empty:
        """

    @Test(
        arguments: [
            ("jetty.ssl.port", "9443"), ("nodes.0", "a"), ("nodes.1.b", "c"), ("loggers.com.genesys", "DEBUG"),
            ("loggers.com.genesys.web.level", "INFO"), ("loggers.org.apache", "WARN"), ("list.with.dots.0", "x"),
            ("empty", ""), ("jetty.ssl.enabled", nil), ("nodes.2", nil), ("nodes.-1", nil), ("nodes.x", nil),
            ("jetty.ssl.port.x", nil), ("", nil), (".", nil), ("jetty.", nil),
        ]
    )
    func `follows paths`(_ path: String, _ expected: String?) throws {
        #expect(try root(Self.text)[path]?.scalarText == expected)
    }

    @Test func `keeps duplicates and lets the last one count`() throws {
        let jetty = try #require(try root(Self.text)["jetty"])
        #expect(jetty.pairs(named: "ssl").count == 2)
        #expect(jetty.pair(named: "ssl")?.key.span.start.line == 3)
        #expect(try root(Self.text).pair(at: "jetty.ssl.port")?.key.span.start.line == 3)
    }

    @Test func `gives nothing of another kind`() throws {
        let node = try root(Self.text)
        #expect(node.isMapping && !node.isSequence && node.scalar == nil && node.items.isEmpty && node.value == nil)
        let nodes = try #require(node["nodes"])
        #expect(nodes.isSequence && !nodes.isMapping && nodes.pairs.isEmpty)
    }

    @Test(arguments: [("a:", true), ("a: ''", false), ("a: !!str", false), ("a: ~", false)])
    func `knows where nothing is written`(_ text: String, _ isEmpty: Bool) throws {
        #expect(try root(text)["a"]?.isEmpty == isEmpty)
    }

    @Test(
        arguments: [
            ("yes", .bool(true)), ("'yes'", .string("yes")), ("\"1\"", .string("1")), ("1", .int(1)), ("", .null),
            ("!!str 1", .string("1")), ("!!int '1'", .int(1)), ("! 1", .string("1")), ("|\n 1", .string("1")),
        ] as [(String, YAMLScalarValue)]
    )
    func `reads values with their tags and quotes`(_ text: String, _ value: YAMLScalarValue) throws {
        #expect(try root("a: " + text)["a"]?.value == value)
    }
}
