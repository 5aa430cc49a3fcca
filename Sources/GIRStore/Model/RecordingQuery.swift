public import FoundationEssentials

/// Which recordings are looked for; every condition has to hold.
public struct RecordingQuery: Hashable, Sendable {
    /// The contact center.
    public let contactCenter: String
    /// The region; nil for all.
    public var region: String?
    /// The number that the call came from.
    public var caller: PhoneNumberPattern?
    /// The number that was dialed.
    public var dialed: PhoneNumberPattern?
    /// The moments between which it began, both included.
    public var start: ClosedRange<Date>?
    /// The moments between which it ended, both included.
    public var stop: ClosedRange<Date>?
    /// An agent who took part.
    public var agent: String?
    /// A mark that it has, see ``Recording/Mark``.
    public var mark: String?
    /// An agent who took part, beside the other: the one whose own recordings alone may be seen.
    public var owners: Set<String>?
    /// The name of a label that it has.
    public var label: String?
    /// Where the page begins; nil for the newest recordings.
    public var position: Position?
    /// The most recordings on the page.
    public var limit = 100
    /// Whether the documents are wanted; without them they are empty.
    public var hasDocuments = true
    /// The most bytes of the documents on the page, the first of which is there however large it is.
    public var documentLimit = 8 << 20

    /// A place between recordings, which a page before has given.
    public enum Position: Hashable, Sendable {
        /// Older ones than at the place.
        case after(String)
        /// Newer ones than at the place.
        case before(String)
    }

    /// Looks for all recordings of a contact center.
    public init(contactCenter: String) { self.contactCenter = contactCenter }
}

/// A page of recordings, the newest first.
public struct RecordingPage: Hashable, Sendable {
    /// The recordings; may be fewer than the limit while there is a next page: no search works for ever.
    public var recordings: [Recording]
    /// The place at which older ones go on; nil at the end.
    public var next: String?
    /// The place before which newer ones are; nil at the beginning.
    public var previous: String?

    /// Makes a page.
    public init(recordings: [Recording], next: String?, previous: String?) {
        self.recordings = recordings
        self.next = next
        self.previous = previous
    }
}
