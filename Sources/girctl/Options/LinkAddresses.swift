import GIRCommandLine
import GIRConfigKit

/// Reads the addresses of peers as they are typed: `HOST:PORT`, or `LINK=HOST:PORT`.
enum LinkAddresses {
    /// The addresses, each with its link where it is named, or where there is only one.
    ///
    /// - Parameter option: the option that they are values of, for messages.
    static func read(
        _ texts: [String],
        of links: [LinkName],
        option: String = "--connect"
    ) throws(CommandFailure) -> [(link: LinkName?, endpoint: LinkEndpoint)] {
        try texts.map { text throws(CommandFailure) in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let named = parts.count == 2 ? parts.first.flatMap(LinkName.init(rawValue:)) : nil
            let link = named ?? (links.count == 1 ? links.first : nil)
            let address = named == nil ? text : parts.last ?? ""
            guard let endpoint = LinkEndpoint(address, usualPort: link?.usualPort) else {
                throw CommandFailure(
                    .usage,
                    "the value '\(text)' is no address for '\(option) <host:port>'",
                    hint: "write it as in \(option) rws.example.com:443 or \(option) [2001:db8::1]:443"
                )
            }
            return (link, endpoint)
        }
    }

    /// The addresses of links of a configuration.
    ///
    /// - Throws: status 64 for one that says not of which link it is.
    static func readLinked(
        _ texts: [String],
        of links: [LinkName],
        option: String = "--connect"
    ) throws(CommandFailure) -> [(link: LinkName, endpoint: LinkEndpoint)] {
        try read(texts, of: links, option: option).map { address throws(CommandFailure) in
            guard let link = address.link else {
                throw CommandFailure(
                    .usage,
                    "the address '\(address.endpoint)' belongs to no link",
                    hint: "name it: \(option) LINK=\(address.endpoint), where LINK is one of "
                        + LinkName.allCases.map(\.rawValue).joined(separator: ", ")
                )
            }
            return (link, address.endpoint)
        }
    }
}
