/// The recordings of contact centers and their labels.
public protocol RecordingStore: Sendable {
    /// Adds one; what is acknowledged is not lost.
    ///
    /// - Throws: `alreadyExists` where the id is taken, `notFound` where the contact center is missing.
    func add(_ recording: Recording) async throws
    /// The recording with an id.
    func recording(_ id: String, of contactCenter: String) async throws -> Recording?
    /// A page of the recordings that are looked for, the newest first.
    ///
    /// - Throws: `notFound` for a position that no page has given.
    func recordings(_ query: RecordingQuery) async throws -> RecordingPage
    /// Removes one and its labels.
    ///
    /// - Throws: `notFound`, and `inUse` where it is protected.
    func removeRecording(_ id: String, of contactCenter: String) async throws
    /// Notes that one is being removed, with its media: it is not protected meanwhile, by whatever node.
    ///
    /// The mark of another removal stays, or is replaced where this one takes over.
    ///
    /// - Returns: whether no other removal has marked it, so that this one may take its mark back.
    /// - Throws: `notFound`, and `inUse` where it is protected already.
    @discardableResult
    func mark(
        _ removal: RemovalMark,
        of id: String,
        in contactCenter: String,
        takingOver: Bool
    ) async throws -> Bool
    /// Takes the mark of a removal back; that of another one stays.
    ///
    /// - Throws: `notFound`.
    func takeBack(_ removal: RemovalMark, of id: String, in contactCenter: String) async throws
    /// Says whether one may be deleted.
    ///
    /// - Throws: `notFound`, and `inUse` where it is being removed and is to be protected.
    func setProtection(_ isProtected: Bool, of id: String, in contactCenter: String) async throws

    /// The definitions of labels, in the order of their names.
    func labelDefinitions(of contactCenter: String) async throws -> [LabelDefinition]
    /// Adds one.
    ///
    /// - Throws: `alreadyExists`, and `notFound` where the contact center is missing.
    func add(_ definition: LabelDefinition) async throws
    /// Replaces the one with the same name.
    ///
    /// - Throws: `notFound`.
    func update(_ definition: LabelDefinition) async throws
    /// Removes one.
    ///
    /// - Throws: `notFound`, and `inUse` where a recording has such a label.
    func removeLabelDefinition(_ name: String, of contactCenter: String) async throws

    /// The labels of a recording, in the order of their names.
    func labels(of recording: String, in contactCenter: String) async throws -> [Label]
    /// Puts a label on a recording, or replaces its value.
    ///
    /// - Throws: `notFound` where the recording or the definition is missing.
    func set(_ label: Label, on recording: String, in contactCenter: String) async throws
    /// Takes a label off; whether it was there.
    @discardableResult
    func removeLabel(_ name: String, from recording: String, in contactCenter: String) async throws -> Bool
}
