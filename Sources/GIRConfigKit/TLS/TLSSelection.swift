/// Which versions and cipher suites the lists of `jetty.ssl` leave of those that this program speaks.
///
/// The lists mean what they mean to Jetty: versions by their exact names, suites by regular expressions on their whole
/// names; an include list that is empty includes everything, and what is excluded is excluded. They can narrow what is
/// spoken, never widen it.
public struct TLSSelection: Sendable {
    /// The list that something is wrong with.
    public enum List: String, Sendable, Hashable {
        case excludeCipherSuites
        case excludeProtocols
        case includeCipherSuites
        case includeProtocols

        /// The path of the option.
        public var path: String { "jetty.ssl.\(rawValue)" }
    }

    /// Something that the lists ask for and do not get.
    public struct Remark: Sendable, Hashable {
        /// What it is about.
        public enum Kind: Sendable, Hashable {
            /// An entry that selects nothing.
            case idleEntry
            /// An entry that selects only what is never spoken.
            case neverSpoken
            /// A version of TLS that is spoken otherwise is not because of the suites.
            case lostVersion
            /// The versions that are left cannot be negotiated, or there are none.
            case noVersion
            /// Nothing can be agreed on.
            case nothingLeft
            /// An entry that is no pattern.
            case notAPattern
            /// Suites of TLS 1.3 cannot be switched off one by one.
            case undivided
        }

        /// What it is about.
        public let kind: Kind
        /// The list.
        public let list: List
        /// The entry; nil where it is about the list as a whole.
        public let entry: String?
        /// What is wrong, in the words of a message.
        public let message: String

        /// Whether a listener cannot work with it.
        public var isFatal: Bool {
            switch kind {
            case .noVersion, .notAPattern, .nothingLeft: true
            case .idleEntry, .lostVersion, .neverSpoken, .undivided: false
            }
        }
    }

    /// The suites for TLS 1.2, the preferred ones first.
    public private(set) var suitesOfTLS12: [CipherSuite]
    /// Whether TLS 1.2 is spoken.
    public private(set) var speaksTLS12 = true
    /// Whether TLS 1.3 is spoken.
    public private(set) var speaksTLS13 = true
    /// What the lists ask for and do not get.
    public private(set) var remarks: [Remark] = []

    /// Evaluates the lists.
    public init(
        includeProtocols: [String] = [],
        excludeProtocols: [String] = [],
        includeCipherSuites: [String] = [],
        excludeCipherSuites: [String] = []
    ) {
        suitesOfTLS12 = CipherSuite.all.filter { $0.support == .tls12 }
        let included = selected(by: includeCipherSuites, .includeCipherSuites)
        let excluded = Set(selected(by: excludeCipherSuites, .excludeCipherSuites))
        let suites = (includeCipherSuites.isEmpty ? CipherSuite.all : included).filter { !excluded.contains($0) }
        selectVersions(includeProtocols, excludeProtocols)
        suitesOfTLS12 = suites.filter { $0.support == .tls12 }
        apply(suites, isIncluding: !includeCipherSuites.isEmpty)
    }

    // MARK: Versions

    private static let versions = ["SSL", "SSLv2", "SSLv2Hello", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    private static let spoken = ["TLSv1.2", "TLSv1.3"]

    private mutating func selectVersions(_ included: [String], _ excluded: [String]) {
        for (list, entries) in [(List.includeProtocols, included), (.excludeProtocols, excluded)] {
            for entry in entries where !Self.versions.contains(entry) {
                remark(.idleEntry, list, entry, "'\(entry)' is no version that Java knows")
            }
        }
        for entry in included where Self.versions.contains(entry) && !Self.spoken.contains(entry) {
            remark(.neverSpoken, .includeProtocols, entry, "'\(entry)' is never spoken")
        }
        let asked = included.isEmpty ? Self.spoken : Self.versions.filter(included.contains)
        let left = asked.filter { !excluded.contains($0) }
        let list: List = included.isEmpty ? .excludeProtocols : .includeProtocols
        speaksTLS12 = left.contains("TLSv1.2")
        speaksTLS13 = left.contains("TLSv1.3")
        if !speaksTLS12, !speaksTLS13 { return remark(.noVersion, list, nil, "no version of TLS is left that is safe") }
        let places = left.compactMap(Self.versions.firstIndex(of:)).filter { $0 >= 4 }
        if let first = places.first, let last = places.last, last - first + 1 != places.count {
            // A handshake names a range of versions, and a client in between would be promised what is not kept.
            remark(.noVersion, list, nil, "the versions of TLS have a hole")
        }
    }

    // MARK: Suites

    private mutating func selected(by entries: [String], _ list: List) -> [CipherSuite] {
        var result: [CipherSuite] = []
        for entry in entries {
            do throws(NamePattern.Failure) {
                let pattern = try NamePattern(entry)
                let found = CipherSuite.all.filter { pattern.matches($0.name) }
                if list == .includeCipherSuites { note(entry, found) }
                result += found.filter { !result.contains($0) }
            } catch {
                remark(.notAPattern, list, entry, "the pattern \(error.reason)")
            }
        }
        return result
    }

    /// An exclude list may well name what is not there; an include list that does asks for something.
    private mutating func note(_ entry: String, _ found: [CipherSuite]) {
        if found.isEmpty {
            remark(.idleEntry, .includeCipherSuites, entry, "the entry selects no suite that Java knows")
        } else if found.allSatisfy({ $0.support == .none }) {
            remark(.neverSpoken, .includeCipherSuites, entry, "the entry selects only suites that are never spoken")
        }
    }

    private mutating func apply(_ suites: [CipherSuite], isIncluding: Bool) {
        let list: List = isIncluding ? .includeCipherSuites : .excludeCipherSuites
        let modern = suites.filter { $0.support == .tls13 }
        let lost = [
            ("TLS 1.2", speaksTLS12 && suitesOfTLS12.isEmpty), ("TLS 1.3", speaksTLS13 && modern.isEmpty),
        ].filter(\.1).map(\.0)
        speaksTLS12 = speaksTLS12 && !suitesOfTLS12.isEmpty
        speaksTLS13 = speaksTLS13 && !modern.isEmpty
        if !lost.isEmpty, !speaksTLS12, !speaksTLS13 {
            remark(.nothingLeft, list, nil, "no cipher suite is left that is spoken")
        } else {
            for version in lost {
                remark(.lostVersion, list, nil, "no suite of \(version) is left, so that it is not spoken")
            }
        }
        if speaksTLS13, modern.count < CipherSuite.all.count(where: { $0.support == .tls13 }) {
            remark(.undivided, list, nil, "suites of TLS 1.3 cannot be switched off one by one")
        }
    }

    private mutating func remark(_ kind: Remark.Kind, _ list: List, _ entry: String?, _ message: String) {
        remarks.append(Remark(kind: kind, list: list, entry: entry, message: message))
    }
}
