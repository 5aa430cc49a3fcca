import GRDB

/// Fills a store faster than through its front door: in large transactions of SQL.
enum LoadFilling {
    static func fill(_ folder: String, contactCenter: String, count: Int) throws {
        let queue = try DatabaseQueue(path: "\(folder)/store.sqlite")
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")
            let tenant = try Int.fetchOne(
                database,
                sql: "SELECT number FROM contact_center WHERE id = ?",
                arguments: [contactCenter]
            )
            let batch = 100_000
            for first in stride(from: 0, to: count, by: batch) {
                let last = min(first + batch, count) - 1
                try database.inTransaction {
                    for sql in statements {
                        try database.execute(
                            sql: sql,
                            arguments: ["tenant": tenant, "first": first, "last": last, "begin": LoadRecording.begin]
                        )
                    }
                    return .commit
                }
            }
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    private static let numbers =
        "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"

    // Ids look random, as recorders' do: what follows in time is far apart in the index.
    private static let statements = [
        """
        \(numbers) INSERT INTO recording (tenant, id, region, caller, dialed, caller_key, dialed_key, start, stop, agents,
        is_protected, document) SELECT :tenant, printf('%08X%024X', i * 2654435761 % 4294967296, i), '',
        '1555' || (1000000 + i * 7919 % 200000), '8' || (100 + i * 31 % 500),
        '1555' || (1000000 + i * 7919 % 200000), '8' || (100 + i * 31 % 500),
        (:begin + i) * 1000, (:begin + i + 240) * 1000, '["agent' || (i % 800) || '"]', 0,
        '{"id":"' || i || '","mediaFiles":[{"mediaId":"' || i || '.mp3","type":"audio/mp3","duration":"240000"}]}' FROM n
        """,
        """
        INSERT INTO recording_agent (tenant, agent, start, recording)
        SELECT tenant, 'agent' || ((start / 1000 - :begin) % 800), start, number FROM recording
        WHERE tenant = :tenant AND start BETWEEN (:begin + :first) * 1000 AND (:begin + :last) * 1000
        """,
    ]
}
