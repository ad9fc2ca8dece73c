import Documents
import GRDB
import Model
import Storage
import Testing

@testable import StorageSQLite

/// Equality is an index look-up: no statement that answers one walks over a whole table.
@Suite struct QueryPlanTests {
    private func plan(_ store: SQLiteStore, _ sql: String) async throws -> String {
        try await store.pool.read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            // No value is bound: all are NULL, which does not change the plan.
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] as String }.joined(separator: "\n")
        }
    }

    private func withStore(_ body: (SQLiteStore) async throws -> Void) async throws {
        let engine = SQLiteEngine()
        let store = try engine.openSQLite()
        _ = try await store.append(SQLiteSamples.batch(0..<120))
        try await body(store)
        try await store.close()
        await engine.remove()
    }

    @Test(arguments: [ReceiptOrder.newestFirst, .oldestFirst])
    func filtersOfSessionsUseTheIndexOfTheSegment(_ order: ReceiptOrder) async throws {
        try await withStore { store in
            let list = try KeyedList("s", order: order, page: Page())
            for table in ["session_1", "raw_1"] {
                let indexed = try await plan(store, list.sql("1", from: table, index: "index_1"))
                #expect(indexed.contains("SCAN index_1 VIRTUAL TABLE INDEX"), "\(indexed)")
                #expect(indexed.contains("SEARCH \(table) USING INTEGER PRIMARY KEY"), "\(indexed)")
                #expect(!indexed.contains("TEMP B-TREE"), "\(indexed)")
                let plain = try await plan(store, list.sql("1", from: table, index: nil))
                #expect(plain.contains("SEARCH \(table) USING INTEGER PRIMARY KEY"), "\(plain)")
            }
        }
    }

    @Test(arguments: [
        "SELECT number, url FROM url WHERE hash = ?",
        "SELECT 1 FROM url INDEXED BY url_id WHERE id = ?4",
        "SELECT 1 FROM (SELECT DISTINCT url AS found FROM url_extraction WHERE md5 = ?4) CROSS JOIN url ON url.number = found",
        "SELECT 1 FROM (SELECT DISTINCT url AS found FROM url_extraction WHERE sha1 = ?4) CROSS JOIN url ON url.number = found",
        "SELECT 1 FROM (SELECT DISTINCT url AS found FROM url_extraction WHERE sha512 = ?4) CROSS JOIN url ON url.number = found",
        "SELECT 1 FROM file WHERE md5 = ?4", "SELECT 1 FROM file WHERE sha1 = ?4", "SELECT 1 FROM file WHERE sha256 = ?4",
        "SELECT 1 FROM file WHERE sha512 = ?4",
        "SELECT number, content, type FROM dork WHERE hash = ?",
        "SELECT 1 FROM dork ORDER BY count DESC, id LIMIT ?1",
        "SELECT key FROM url_mention WHERE url = ? ORDER BY key DESC LIMIT 1000",
        "SELECT 1 FROM message_error WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC",
        "SELECT 1 FROM message_error INDEXED BY message_error_channel WHERE key BETWEEN ?1 AND ?2 AND channel = ?3 ORDER BY key DESC",
        "SELECT 1 FROM metadata WHERE ip = ? ORDER BY honeypot",
        "SELECT 1 FROM metadata_event WHERE ip = ?1 AND honeypot = ?2 ORDER BY time DESC, key DESC, position DESC LIMIT 1",
        "SELECT 1 FROM dork_event WHERE key = ?", "SELECT 1 FROM url_mention WHERE key = ?", "SELECT 1 FROM file_mention WHERE key = ?",
        "SELECT min(time) FROM dork_event WHERE dork = ?",
        "SELECT 1 FROM api_key WHERE hash = ?", "SELECT 1 FROM login_session WHERE hash = ?",
    ])
    func equalityDoesNotScan(_ sql: String) async throws {
        try await withStore { store in
            let plan = try await plan(store, sql)
            let scans = plan.split(separator: "\n").filter { line in
                line.contains("SCAN") && !line.contains("USING INDEX") && !line.contains("USING COVERING INDEX")
                    && !line.contains("SUBQUERY") && !line.contains("CONSTANT ROW") && !line.hasPrefix("SCAN (subquery")
            }
            #expect(scans.isEmpty, "\(sql)\n\(plan)")
            #expect(!plan.contains("TEMP B-TREE FOR ORDER BY"), "\(sql)\n\(plan)")
        }
    }
}
