import Foundation
import Model
import Storage
import Testing

@testable import StoragePostgres

/// What the schema promises: look-ups by index (design decision 2), versions, backups.
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct SchemaTests {
    /// A connection to a database with the schema.
    private func connection() async throws -> Connection {
        let database = try TestDatabase()
        let store = try await database.openStore()
        _ = try await store.append(PostgresSamples.batch(0, node: 0))
        try await store.close()
        return try Connection(
            ConnectionInfo(url: database.url, options: PostgresOptions()), settings: ["plan_cache_mode": "force_custom_plan"])
    }

    /// Filters, each with what the condition of the index has to name.
    static let filters: [(String, @Sendable (inout SessionFilter) -> Void)] = [
        ("source_ip", { $0.sourceIP = "203.0.113.7" }), ("destination_ip", { $0.destinationIP = "198.51.100.1" }),
        ("source_port", { $0.sourcePort = 77 }), ("destination_port", { $0.destinationPort = 5_060 }),
        ("protocol", { $0.protocol = "rare" }), ("lower(honeypot)", { $0.honeypot = "Rare" }), ("ident", { $0.ident = "rare" }),
        ("value", { $0.activity = .init(.url, "http://rare/") }),
    ]

    @Test func equalityIsAnIndexLookUp() async throws {
        let connection = try await connection()
        let low = DayPartition.low(ofSecond: PostgresSamples.start)
        let high = low + (Int64(86_400) << 31) - 1
        try connection.execute(
            """
            INSERT INTO session SELECT key, key, 0, 'i' || n % 50, 'h' || n % 20, 'p' || n % 20, '10.0.0.' || n, n % 60000,
                '10.1.0.' || n % 5000, n % 9000, '' FROM (SELECT n, \(low) + (n::bigint << 31) AS key FROM generate_series(1, 30000) n) AS new;
            INSERT INTO activity SELECT raw, key, 0, 3, 'http://' || source_port FROM session WHERE source_port > 100;
            ANALYZE session; ANALYZE activity
            """)
        for (column, set) in SchemaTests.filters {
            var filter = SessionFilter()
            set(&filter)
            var statement = SessionReader.conditions(filter, low...high)
            let limit = statement.parameter(.int(51))
            let sql = SessionReader.sql(statement.clause, direction: "DESC", limit: limit)
            let plan = try connection.query("EXPLAIN " + sql, statement.parameters).map { $0.string(0) }.joined(separator: "\n")
            #expect(plan.contains("Index"), "\(column)\n\(plan)")
            #expect(plan.split(separator: "\n").contains { $0.contains("Index Cond") && $0.contains(column) }, "\(column)\n\(plan)")
            #expect(!plan.contains("Seq Scan on session"), "\(column)\n\(plan)")
            // One partition, since the keys say so.
            #expect(!plan.contains("Append"), "\(column)\n\(plan)")
        }
    }

    @Test func commonFiltersAreIntersectedInTheirIndexes() async throws {
        let connection = try await connection()
        let low = DayPartition.low(ofSecond: PostgresSamples.start)
        try connection.execute(
            """
            INSERT INTO session SELECT key, key, 0, 'i', CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END, CASE WHEN n % 2 = 0 THEN 'x' ELSE 'y' END,
                '10.0.0.' || n, n % 60000, '10.1.0.1', 22, ''
            FROM (SELECT n, \(low) + (n::bigint << 31) AS key FROM generate_series(1, 60000) n) AS new;
            ANALYZE session; \(ConjunctionWalk.settings)
            """)
        var filter = SessionFilter()
        filter.honeypot = "a"
        filter.protocol = "y"
        let (sql, parameters) = ConjunctionWalk.intersection(
            SessionEquality.all(filter), filter, low...(low + (Int64(86_400) << 31) - 1), "DESC", day: DayPartition(low: low), limit: 51)
        let plan = try connection.query("EXPLAIN " + sql, parameters).map { $0.string(0) }.joined(separator: "\n")
        #expect(plan.contains("BitmapAnd"), "\(plan)")
        try connection.execute("ROLLBACK")
    }

    @Test func aStoreOfALaterVersionIsRefused() async throws {
        let database = try TestDatabase()
        try await database.openStore().close()
        try database.administer("INSERT INTO schema_version VALUES(\(Schema.newest + 1), 'next', now())", in: database.name)
        try await database.openStore().close()
        try database.administer("INSERT INTO schema_version VALUES(\(Schema.newest + 2), 'after that', now())", in: database.name)
        let error = await #expect(throws: StorageError.self) { _ = try await database.openStore() }
        #expect(error?.code == .tooNew)
    }

    @Test func manyProcessesMakeTheSchemaOnce() async throws {
        let database = try TestDatabase()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { try await database.openStore().close() } }
            try await group.waitForAll()
        }
    }

    @Test func aBackupIsRestored() async throws {
        let database = try TestDatabase()
        let store = try await database.openStore()
        _ = try await store.append(PostgresSamples.batch(0, node: 0))
        let path = "/tmp/waggle-backup-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await store.backup(to: path) { _ in }
        let error = await #expect(throws: StorageError.self) { try await store.backup(to: path) { _ in } }
        #expect(error?.code == .conflict)
        try await store.close()
        let copy = try TestDatabase()
        #expect(try ChildProcess.run("pg_restore", ["--dbname=\(copy.url)", path], environment: [:]) == 0)
        let restored = try await copy.openStore()
        #expect(try await PostgresSamples.messages(restored).count == 50)
        #expect(try await restored.check().isEmpty)
        try await restored.close()
    }
}
