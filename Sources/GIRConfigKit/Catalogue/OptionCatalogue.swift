/// All options of a configuration that are known, and the tree that their paths make.
///
/// Lint, model, documentation and the commands that explain read the same catalogue: an option is added in the file of
/// its section and nowhere else.
public final class OptionCatalogue: Sendable {
    /// A place in the tree of keys.
    struct Node: Sendable {
        /// The index in ``options``; nil where a section is known by its members only.
        var option: Int?
        /// The keys from the top; nil below a list, where the index of the item is in the path.
        var path: String?
        /// The last of the keys; empty for an item of a list.
        var key = ""
        var children = KeyTable()
        /// The same with their keys folded; those that are only remembered are not there, as nobody can tell for sure how
        /// they are spelt.
        var foldedChildren = KeyTable()
        /// The node of each item, where the value is a list of mappings.
        var items: Int?
        /// Whether there are options below it.
        var isSection = false
        /// What each setting of it has in common.
        var traits: SettingTraits = []
        /// The traits of which a value with any is of the kind that the option takes.
        var accepted: SettingTraits = []
        /// The numbers that the option allows, where it takes one.
        var range: ClosedRange<Int>?
    }

    /// The options that this program knows.
    public static let standard = OptionCatalogue(
        LoggingOptions.options + JettyOptions.options + JettyTLSOptions.options + CassandraOptions.options
            + ServerOptions.options + ServerTimeoutOptions.options + ServerTrustOptions.options
            + CrossOriginOptions.options + SAMLOptions.options + RecordingOptions.options
            + MediaOperationOptions.options + ElasticsearchOptions.options + ProtectionOptions.options
            + AccountOptions.options + CometDOptions.options + PremiseOptions.options + StatisticsOptions.options
            + SpringOptions.options + GirctlOptions.options + OperationOptions.options
    )

    /// The options of cassandra.yaml that are about encryption and logins.
    public static let cassandra = OptionCatalogue(CassandraServerOptions.options, isPartial: true)

    /// Whether the top of the file has keys besides these, which are nobody's business here.
    let isPartial: Bool
    /// The options in the order of the files they are written in.
    public let options: [ConfigurationOption]
    /// The tree; the first node is the top of the file.
    let nodes: [Node]
    /// The nodes by their paths, without those below lists.
    private let places: KeyTable
    private let optionsByFoldedName: [String: [Int]]
    private let optionsByName: [[Int]]
    private let placesByName: KeyTable

    /// Makes a catalogue; of two options with one path the later counts.
    public init(_ options: [ConfigurationOption], isPartial: Bool = false) {
        self.isPartial = isPartial
        var nodes = [Node(path: "")]
        var names: [String: [Int]] = [:]
        for (index, option) in options.enumerated() {
            var place = 0
            // By bytes: to find the characters of all paths would take a tenth of the time of a short run.
            for step in option.path.utf8.split(separator: UInt8(ascii: ".")) {
                let isList = step.last == UInt8(ascii: "]")
                place = Self.child(String(Substring(isList ? step.dropLast(2) : step)), of: place, in: &nodes)
                if isList { place = Self.item(of: place, in: &nodes) }
            }
            nodes[place].option = index
            names[option.name.lowercased(), default: []].append(index)
        }
        (placesByName, optionsByName) = Self.byName(options)
        self.options = options
        for place in nodes.indices {
            let isNamed = nodes[place].option.map { options[$0].type == .section } ?? false
            nodes[place].isSection = isNamed || !nodes[place].children.isEmpty
            let option = nodes[place].option.map { options[$0] }
            nodes[place].traits = SettingTraits(of: option, isSection: nodes[place].isSection)
            if case .integer(let range, _) = option?.type { nodes[place].range = range }
            nodes[place].accepted = SettingTraits(acceptedBy: option, isSection: nodes[place].isSection)
        }
        Self.addFolded(of: options, to: &nodes)
        self.nodes = nodes
        var places = KeyTable()
        for (place, node) in nodes.enumerated() where place > 0 {
            if let path = node.path { places.add(path, place) }
        }
        self.places = places
        optionsByFoldedName = names
    }

    /// The option with a path; `nodes[3].host` stands for `nodes[].host`.
    public func option(at path: String) -> ConfigurationOption? {
        node(at: path)?.option.map { options[$0] }
    }

    /// Whether a path has options below it.
    public func isSection(_ path: String) -> Bool {
        node(at: path)?.isSection ?? false
    }

    /// The keys of a section in alphabetical order; those of the top of the file for an empty path.
    public func keys(in section: String) -> [String] {
        node(at: section)?.children.keys.sorted() ?? []
    }

    /// The options whose last key is the given one, letter case not considered.
    public func options(named name: some StringProtocol) -> [ConfigurationOption] {
        optionsByFoldedName[name.lowercased(), default: []].map { options[$0] }
    }

    /// The options whose last key is the given one.
    func options(exactlyNamed name: UnsafeBufferPointer<UInt8>) -> [ConfigurationOption] {
        placesByName[name].map { optionsByName[$0].map { options[$0] } } ?? []
    }

    private static func byName(_ options: [ConfigurationOption]) -> (places: KeyTable, options: [[Int]]) {
        var places = KeyTable()
        var byName: [[Int]] = []
        for (index, option) in options.enumerated() {
            if let known = places[String(option.name)] {
                byName[known].append(index)
            } else {
                places.add(String(option.name), byName.count)
                byName.append([index])
            }
        }
        return (places, byName)
    }

    private static func addFolded(of options: [ConfigurationOption], to nodes: inout [Node]) {
        for parent in nodes.indices {
            for child in nodes[parent].children.entries {
                var key = child.key
                guard nodes[child.place].option.map({ options[$0].confidence != .recollection }) ?? true,
                    let folded = key.withUTF8(KeyTable.folded), nodes[parent].foldedChildren[folded] == nil
                else { continue }
                nodes[parent].foldedChildren.add(folded, child.place)
            }
        }
    }

    private func node(at path: String) -> Node? { place(of: path).map { nodes[$0] } }

    /// The node with a path, also of an item of a list.
    func place(of path: String) -> Int? {
        if let known = places[path] { return known }
        var place = 0
        for step in path.split(separator: ".") {
            let bracket = step.firstIndex(of: "[")
            guard let child = nodes[place].children[String(step[..<(bracket ?? step.endIndex)])] else { return nil }
            place = child
            if bracket != nil {
                guard let items = nodes[place].items else { return nil }
                place = items
            }
        }
        return place
    }

    private static func child(_ key: String, of parent: Int, in nodes: inout [Node]) -> Int {
        if let known = nodes[parent].children[key] { return known }
        nodes.append(Node(path: nodes[parent].path.map { OptionPath.appending(key, to: $0) }, key: key))
        nodes[parent].children.add(key, nodes.count - 1)
        return nodes.count - 1
    }

    private static func item(of list: Int, in nodes: inout [Node]) -> Int {
        if let known = nodes[list].items { return known }
        nodes.append(Node())
        nodes[list].items = nodes.count - 1
        return nodes.count - 1
    }
}
