public import FoundationEssentials

/// What is known of a recording, apart from its media.
public struct Recording: Hashable, Sendable {
    /// The id that the recorder gave; unlike any other in the contact center.
    public let id: String
    /// The contact center that it belongs to.
    public let contactCenter: String
    /// The region that it was made in; empty where none was named.
    public let region: String
    /// The number that the call came from.
    public let callerPhoneNumber: String
    /// The number that was dialed.
    public let dialedPhoneNumber: String
    /// When it began.
    public let start: Date
    /// When it ended.
    public let stop: Date
    /// The agents who took part, by the names that recorders and logins know them by; and marks, which no name is like.
    public let agents: Set<String>
    /// Whether it must not be deleted.
    public var isProtected: Bool
    /// All that clients see of it, as JSON text.
    public let document: String

    /// Makes a recording.
    public init(
        id: String,
        contactCenter: String,
        region: String = "",
        callerPhoneNumber: String = "",
        dialedPhoneNumber: String = "",
        start: Date,
        stop: Date,
        agents: Set<String> = [],
        isProtected: Bool = false,
        document: String
    ) {
        self.id = id
        self.contactCenter = contactCenter
        self.region = region
        self.callerPhoneNumber = callerPhoneNumber
        self.dialedPhoneNumber = dialedPhoneNumber
        self.start = start
        self.stop = stop
        self.agents = agents
        self.isProtected = isProtected
        self.document = document
    }

    /// What a recording is found by besides those who took part; begins with a character that no name has.
    public enum Mark {
        /// It is the recording of a screen.
        public static let screen = "\u{1}screen"
        /// It is said to be the recording of a screen during a call that was recorded too.
        public static func screen(during call: String) -> String { "\(screen) \(call)" }
        /// It belongs to that call: whoever says so is believed about all.
        public static func screen(of call: String) -> String { "\(screen) of \(call)" }
        /// It belongs to that call if the agent who says so took part in it.
        public static func screen(of call: String, claimedBy agent: String) -> String {
            "\(screen(of: call)) by \(agent)"
        }
    }

    /// Whether it is the recording of a screen.
    public var isScreen: Bool { agents.contains(Mark.screen) }

    /// The marks, one of which each screen has that belongs to this call; none for what is no call.
    public var screenMarks: [String] {
        isScreen ? [] : [Mark.screen(of: id)] + agents.sorted().map { Mark.screen(of: id, claimedBy: $0) }
    }

    /// Whether one that is said to be of a screen during a call is: an agent is believed about calls of his own.
    public func belongs(to call: Recording) -> Bool { !agents.isDisjoint(with: call.screenMarks) }

    /// The same with an empty document.
    public var withoutDocument: Recording {
        Recording(
            id: id,
            contactCenter: contactCenter,
            region: region,
            callerPhoneNumber: callerPhoneNumber,
            dialedPhoneNumber: dialedPhoneNumber,
            start: start,
            stop: stop,
            agents: agents,
            isProtected: isProtected,
            document: ""
        )
    }
}
