import GRDB
import Glibc

extension SQLiteStore {
    /// Copies the store, as it is at one moment, to a new file that is whole by itself; others go on reading and writing.
    ///
    /// - Throws: `alreadyExists` where there is a file; `data` where the copy does not check, and then leaves none.
    public func backUp(to path: String) throws {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code: StoreError.Code =
                switch errno {
                case EEXIST: .alreadyExists
                case EACCES, EPERM, EROFS: .permission
                default: .unavailable
                }
            throw StoreError(code, "'\(path)' cannot be made: \(String(cString: strerror(errno)).lowercased())")
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
            guard problems == ["ok"] else {
                throw StoreError(.data, "the copy of the store is damaged: \(problems.joined(separator: ", "))")
            }
            guard fsync(descriptor) == 0 else { throw StoreError(.unavailable, "'\(path)' cannot be forced to disk") }
        } catch {
            unlink(path)
            throw StoreError(error, file: path)
        }
    }

    /// What is wrong with the file, in SQLite's words; nothing where all is well.
    ///
    /// It reads all of it.
    public func problems() async throws -> [String] {
        try await read { database in
            let damages = try String.fetchAll(database, sql: "PRAGMA integrity_check(100)").filter { $0 != "ok" }
            let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(100).map { row in
                "a row of table '\(row[0] as String? ?? "")' belongs to none of '\(row[2] as String? ?? "")'"
            }
            return damages + orphans
        }
    }
}
