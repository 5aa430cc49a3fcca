import GRDB

extension StoreError {
    /// What SQLite's error means to who works with the store.
    ///
    /// The text is SQLite's own: it names tables and columns, never values.
    init(_ error: any Error, file: String? = nil) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.unavailable, "the store failed: \(type(of: error))")
            return
        }
        let subject = file.map { "'\($0)'" } ?? "the store"
        // Of two connections the other one may have failed, and this one says that nothing did.
        let said =
            error.message.flatMap { $0 == "not an error" ? nil : $0 }
            ?? "SQLite's error \(error.extendedResultCode.rawValue)"
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_ROWID:
            self.init(.alreadyExists, said)
        case .SQLITE_CONSTRAINT_FOREIGNKEY:
            self.init(.notFound, said)
        case .SQLITE_IOERR_SHMSIZE:
            // The index of the log cannot grow.
            self.init(.noSpace, "\(subject) cannot grow: the disk is full", hint: Self.fullDiskHint)
        case .SQLITE_IOERR_FSTAT, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_TRUNCATE, .SQLITE_IOERR_WRITE:
            self.init(
                .unavailable,
                "\(subject) cannot be written: the disk does not take it",
                hint: "look for a fault of the disk, a quota or a limit on the size of files"
            )
        default:
            switch error.resultCode {
            case .SQLITE_FULL:
                self.init(.noSpace, "\(subject) cannot grow: the disk is full", hint: Self.fullDiskHint)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_MISMATCH:
                self.init(.data, "\(subject) is damaged: \(said)", hint: "restore it from a backup")
            case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
                self.init(.permission, "\(subject) cannot be written: \(said)")
            default:
                self.init(.unavailable, "\(subject): \(said)")
            }
        }
    }

    static let fullDiskHint = "free some space on the disk"

    /// The error to throw on: cancellation stays what it is.
    static func translated(_ error: any Error) -> any Error {
        error is DatabaseError ? StoreError(error) : error
    }
}
