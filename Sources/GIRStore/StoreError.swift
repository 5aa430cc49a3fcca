/// Why a store did not do what it was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: String, Sendable, CaseIterable {
        /// What is to be added is there, or its name is taken.
        case alreadyExists
        /// The file is no store, is damaged, or was written by a later version.
        case data
        /// As many of a kind as there may be.
        case full
        /// What is to be removed is protected, or something depends on it.
        case inUse
        /// The disk is full: reading goes on, writing does not.
        case noSpace
        /// What is to be changed, or what it belongs to, is missing.
        case notFound
        /// The files may not be opened by this user, or others may open them.
        case permission
        /// The store cannot be read for now.
        case unavailable
        /// Nobody answers where the store is, or not as a store does.
        case unreachable
    }

    /// The kind of failure; the only part that equality looks at.
    public let code: Code
    /// What happened, for the log and for admins; never for clients.
    public let reason: String
    /// What an admin can do about it, when there is something.
    public let hint: String?

    /// Makes an error; `reason` and `hint` start in lower case and have no full stop.
    public init(_ code: Code, _ reason: String, hint: String? = nil) {
        self.code = code
        self.reason = reason
        self.hint = hint
    }

    /// The reason with the hint behind it.
    public var description: String { hint.map { "\(reason) (\($0))" } ?? reason }

    /// Compares the codes only.
    public static func == (left: StoreError, right: StoreError) -> Bool { left.code == right.code }

    /// Feeds the code only.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
