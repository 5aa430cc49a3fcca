/// Writes the reference of the options.
public enum OptionDocumentation {
    /// The whole reference, `docs/options.md`.
    public static func markdown(_ catalogue: OptionCatalogue = .standard) -> String {
        let counts = OptionKnowledge.Confidence.allCases.map { confidence in
            "\(catalogue.options.count { $0.confidence == confidence }) (\(confidence.rawValue))"
        }
        let chapters = chapters(of: catalogue)
        return """
            # Options of application.yaml

            <!-- Written by OptionDocumentation; RECORD_SNAPSHOTS=1 make test writes it anew. -->

            What `girctl` knows of the file: \(catalogue.options.count) options, \(counts.joined(separator: ", ")). Not all of the vendor's documentation \
            can be read. An option without a mark is documented; *field* was seen in an installation; *own* is one of `girctl serve`, which RWS passes over; *recollection* is \
            remembered from pages that are gone, and is never the reason for more than a note. A default with *sample* \
            is the value in the vendor's sample. **CRYPT** marks passwords that the vendor's program is documented to \
            decrypt, **OBF** those that Jetty decodes.

            \(chapters.joined(separator: "\n\n"))

            # Options of cassandra.yaml

            What `girctl config lint` looks at there: encryption and logins.

            \(self.chapters(of: .cassandra).joined(separator: "\n\n"))

            ## Sources

            \(VendorPage.allCases.map { "- <\($0.address)>" }.joined(separator: "\n"))

            """
    }

    private static func chapters(of catalogue: OptionCatalogue) -> [String] {
        sections(of: catalogue).map { title, options in
            "## \(title)\n\n| option | value | default | what it is for |\n|---|---|---|---|\n"
                + options.map(row).joined(separator: "\n")
        }
    }

    /// The options by the section they are in, sections in the order of the catalogue.
    private static func sections(of catalogue: OptionCatalogue) -> [(title: String, options: [ConfigurationOption])] {
        var order: [Substring] = []
        var members: [Substring: [ConfigurationOption]] = [:]
        for option in catalogue.options {
            if members[option.section] == nil { order.append(option.section) }
            members[option.section, default: []].append(option)
        }
        return order.map { ($0.isEmpty ? "Sections" : "`\($0)`", members[$0, default: []]) }
    }

    private static func row(_ option: ConfigurationOption) -> String {
        "| `\(option.name)` | \(value(of: option)) | \(defaultValue(of: option)) | \(summary(of: option)) |"
    }

    private static func value(of option: ConfigurationOption) -> String {
        let words = option.type.expectation
        return words.hasPrefix("a ") ? String(words.dropFirst(2)) : words
    }

    private static func defaultValue(of option: ConfigurationOption) -> String {
        guard let value = option.defaultValue else { return "" }
        return "`\(value.text)`" + (value.origin == .documented ? "" : " *\(value.origin.rawValue)*")
    }

    private static func summary(of option: ConfigurationOption) -> String {
        var words = [option.summary]
        if option.isMandatory { words.append("Must be set.") }
        if option.isDeprecated { words.append("From an older version.") }
        if option.acceptsCrypt == .documented { words.append("**CRYPT**") }
        if option.acceptsObfuscation { words.append("**OBF**") }
        if option.confidence != .documented { words.append("*\(option.confidence.rawValue)*") }
        return words.joined(separator: " ")
    }
}
