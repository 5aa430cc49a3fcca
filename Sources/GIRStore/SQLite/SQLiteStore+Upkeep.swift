import GRDB
import Glibc

extension SQLiteStore {
    /// Copies the store, as it is at one moment, to a new file that is whole by itself; others go on reading and writing.
    ///
    /// - Throws: `alreadyExists` where there is a file, `notFound` where there is no place for one, `noSpace` where the disk
    ///   is full, `data` where the store is damaged, so that the copy does not check. Then there is none.
    public func backUp(to path: String) throws {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code: StoreError.Code =
                switch errno {
                case EEXIST: .alreadyExists
                case EACCES, EPERM, EROFS: .permission
                case EDQUOT, ENOSPC: .noSpace
                default: .notFound
                }
            throw StoreError(
                code,
                "'\(path)' cannot be made: \(String(cString: strerror(errno)).lowercased())",
                hint: code == .noSpace ? StoreError.fullDiskHint : nil
            )
        }
        defer { Glibc.close(descriptor) }
        do {
            let copy = try DatabaseQueue(path: path)
            try database.backup(to: copy)
            let problems = try copy.writeWithoutTransaction { database in
                // Else the log of the original would be looked for beside it.
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
                return try String.fetchAll(database, sql: "PRAGMA quick_check(1)")
            }
            try copy.close()
            guard problems == ["ok"] else { throw damaged(problems.first) }
            guard fsync(descriptor) == 0 else { throw StoreError(.unavailable, "'\(path)' cannot be forced to disk") }
        } catch {
            for left in [path, "\(path)-journal"] { unlink(left) }
            let failure = StoreError(error, file: path)
            // Of a new file nothing can be damaged but what was copied.
            throw failure.code == .data && error is DatabaseError ? damaged(failure.reason) : failure
        }
    }

    private func damaged(_ problem: String?) -> StoreError {
        StoreError(
            .data,
            "the store is damaged, and was not copied: \(Self.line(problem ?? ""))",
            hint: "see what is damaged with: girctl store check; restore it from a backup"
        )
    }

    /// SQLite's words, which may have several lines, in one.
    private static func line(_ words: String) -> String {
        words.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// What is wrong with the file, in SQLite's words; nothing where all is well.
    ///
    /// It reads all of it.
    public func problems() async throws -> [String] {
        try await read { database in
            let damages = try Self.damages(database)
            // Rows that cannot be read cannot be compared either.
            guard damages.isEmpty else { return damages }
            let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(100).map { row in
                "a row of table '\(row[0] as String? ?? "")' belongs to none of '\(row[2] as String? ?? "")'"
            }
            return orphans
        }
    }

    private static func damages(_ database: Database) throws -> [String] {
        var found: [String] = []
        do {
            let rows = try String.fetchCursor(database, sql: "PRAGMA integrity_check(100)")
            while let row = try rows.next() { if row != "ok" { found.append(line(row)) } }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            // Some damages end the check itself.
            found.append(error.message ?? "damaged")
        }
        return found
    }
}
