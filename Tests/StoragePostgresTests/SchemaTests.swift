import Foundation
import Model
import Storage
import Testing

@testable import StoragePostgres

/// The rules of design decision 18 for databases that shard, and of decision 2 for look-ups.
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

    @Test func uniqueKeysContainTheColumnOfDistribution() async throws {
        let connection = try await connection()
        let rows = try connection.query(
            """
            SELECT c.relname::text, i.indexrelid::regclass::text,
                array(SELECT a.attname::text FROM unnest(i.indkey) k JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k)
            FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            """)
        #expect(Set(rows.map { $0.string(0) }) == Set(Distribution.tables.keys))
        var checked = 0
        for row in rows {
            guard case .sharded(let column, _) = Distribution.tables[row.string(0)] else { continue }
            #expect(row.strings(2).contains(column), "\(row.string(1)) lacks \(column)")
            checked += 1
        }
        #expect(checked >= 14)
    }

    @Test func joinsGoByTheColumnOfDistribution() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/StoragePostgres").resolvingSymlinksInPath()
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        let join = /(?:JOIN|EXISTS \(SELECT 1 FROM) (\w+) (?:AS )?(\w+)\s+(?:ON|WHERE) ([^\n]*)/
        var checked = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: join) {
                guard case .sharded(let column, _) = Distribution.tables[String(match.1)] else { continue }
                #expect(match.3.contains("\(match.2).\(column) = "), "\(file.lastPathComponent): \(match.0)")
                checked += 1
            }
        }
        #expect(checked >= 7)
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

    @Test func equalityOnObjectsIsAnIndexLookUp() async throws {
        let connection = try await connection()
        try connection.execute(
            """
            INSERT INTO object SELECT n, decode(lpad(to_hex(n), 24, '0'), 'hex'), 'Indicator', 1, NULL, n, n, 'v', 0, '', ARRAY[n % 3, n + 100],
                '' FROM generate_series(1, 30000) n;
            ANALYZE object
            """)
        let conditions: [TokenCondition] = [
            .has(777), .or([.has(777), .has(778)]), .and([.has(777), .not(.has(1))]), .and([.has(1), .or([.has(777), .has(900)])]),
        ]
        for condition in conditions {
            let scan = ObjectScan(type: "Indicator", condition: condition)
            let (sql, parameters) = ObjectTables.statement(scan)
            let plan = try connection.query("EXPLAIN " + sql, parameters).map { $0.string(0) }.joined(separator: "\n")
            #expect(plan.contains("Bitmap Index Scan on object_tokens"), "\(plan)")
            #expect(!plan.contains("Seq Scan"), "\(plan)")
        }
        let (sql, parameters) = ObjectTables.statement(ObjectScan(type: "Indicator", condition: .everything))
        let plan = try connection.query("EXPLAIN " + sql + " ", parameters).map { $0.string(0) }.joined(separator: "\n")
        #expect(!plan.contains("Sort") || plan.contains("Index"), "\(plan)")
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
