import Documents
import EngineContract
import Foundation
import Logging
import Model
import Storage
import Testing

@testable import StoragePostgres

/// The rules of design decision 18 for databases that shard, held against the catalogue of a real database and against every
/// statement that the server was sent while the engine kept its promises.
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct DistributionTests {
    /// Unique indexes that lack the column by which their table is sharded, and tables that are on one side only.
    private func findings(in url: String) throws -> [String] {
        let connection = try Connection(ConnectionInfo(url: url, options: PostgresOptions()), settings: [:])
        let rows = try connection.query(
            """
            SELECT c.relname::text, i.indexrelid::regclass::text,
                array(SELECT a.attname::text FROM unnest(i.indkey) k JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k)
            FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            """)
        var tables: Set<String> = []
        var findings: [String] = []
        var keyed: Set<String> = []
        for row in rows {
            let table = row.string(0).replacing(/_\d{8}$/, with: "")
            tables.insert(table)
            guard case .sharded(let column, _) = Distribution.tables[table], !row.isNull(1) else { continue }
            keyed.insert(table)
            if !row.strings(2).contains(column) { findings.append("\(row.string(1)) lacks \(column)") }
        }
        findings += tables.symmetricDifference(Distribution.tables.keys).map { "\($0) is in the catalogue or in the plan only" }
        for case (let table, .sharded) in Distribution.tables where !keyed.contains(table) { findings.append("\(table) has no key") }
        return findings.sorted()
    }

    @Test func uniqueKeysContainTheColumnOfDistribution() async throws {
        let database = try TestDatabase()
        let store = try await database.openStore()
        _ = try await store.append(PostgresSamples.batch(0, node: 0))
        try await store.close()
        #expect(try findings(in: database.url) == [])
    }

    /// Changes of the schema, each with what the lint must say of it.
    static let mutations = [
        ("ALTER TABLE url_mention DROP CONSTRAINT url_mention_pkey, ADD PRIMARY KEY(key, position)", "url_mention_pkey lacks digest"),
        ("CREATE UNIQUE INDEX dork_once ON dork(content, type)", "dork_once lacks digest"),
        ("ALTER TABLE file DROP CONSTRAINT file_pkey", "file has no key"),
        ("CREATE TABLE stray(id bigint PRIMARY KEY)", "stray is in the catalogue or in the plan only"),
        ("DROP TABLE audit", "audit is in the catalogue or in the plan only"),
    ]

    @Test(arguments: mutations)
    func aBadSchemaIsSeen(_ mutation: (sql: String, finding: String)) async throws {
        let database = try TestDatabase()
        try await database.openStore().close()
        try database.administer(mutation.sql, in: database.name)
        #expect(try findings(in: database.url) == [mutation.finding])
    }

    // MARK: Joins

    /// Statements in a server's log; lines that go on begin with a tab.
    private func statements(_ log: String) -> Set<String> {
        var found: Set<String> = []
        var current: String?
        for line in log.split(separator: "\n") {
            if line.hasPrefix("\t") {
                current? += " " + line.dropFirst()
                continue
            }
            if let current { found.insert(current) }
            current = line.firstMatch(of: /LOG:  (?:statement|execute \w+): (.*)/).map { String($0.1) }
        }
        if let current { found.insert(current) }
        return found
    }

    @Test func joinsGoByTheColumnOfDistribution() async throws {
        let server = try PrivateServer(configuration: ["log_statement = 'all'"])
        let promises = ContractCase.all.filter { !$0.name.contains("random") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<4 {
                group.addTask {
                    for index in stride(from: lane, to: promises.count, by: 4) {
                        try await promises[index].run(TestDatabase(server: server))
                    }
                }
            }
            try await group.waitForAll()
        }
        let store = try await TestDatabase(server: server).openStore()
        _ = try await store.append(PostgresSamples.batch(0, node: 0))
        _ = try await store.erase(sourceIP: "203.0.113.3")
        _ = try await store.dropOldest(toFit: 0)
        try await store.close()
        let statements = statements(try server.log)
        try server.stop()
        #expect(statements.count > 100)
        let findings = statements.flatMap { JoinLint.findings(in: $0) }
        #expect(Set(findings) == [])
        // Nothing is left out: the statements name every sharded table.
        let sharded = Distribution.tables.filter { if case .sharded = $0.value { true } else { false } }.keys
        #expect(Set(sharded).subtracting(statements.flatMap { JoinLint.tables(in: $0) }) == [])
    }

    @Test(arguments: [
        "SELECT 1 FROM url_mention m JOIN url u ON u.url = m.url",
        "SELECT 1 FROM session s WHERE EXISTS (SELECT 1 FROM activity a WHERE a.key = s.key)",
        "SELECT 1 FROM session_20260101 s, activity a WHERE a.key = s.key",
        "DELETE FROM dork WHERE NOT EXISTS (SELECT 1 FROM dork_event e WHERE e.key = dork.first_key)",
        "UPDATE file SET mentions = 0 FROM (SELECT key FROM file_mention GROUP BY key) AS new WHERE file.first_key = new.key",
        "SELECT 1 FROM url u JOIN file f ON f.digest = u.digest",
        "SELECT * FROM raw WHERE raw.key IN (SELECT s.key FROM session s)",
    ])
    func aBadJoinIsSeen(_ statement: String) {
        #expect(!JoinLint.findings(in: statement).isEmpty)
    }

    @Test(arguments: [
        "SELECT 1 FROM url_mention m JOIN url u ON u.digest = m.digest",
        "SELECT 1 FROM session s LEFT JOIN foreign_id ON foreign_id.key = s.raw WHERE s.key > 1",
        "SELECT 1 FROM session s WHERE EXISTS (SELECT 1 FROM activity a WHERE a.raw = s.raw AND a.key = s.key)",
        "SELECT * FROM raw WHERE raw.key IN (SELECT s.raw FROM session s)",
        "SELECT (SELECT count(*) FROM raw), (SELECT count(*) FROM session)",
        "INSERT INTO url(digest, url) SELECT * FROM unnest($1::bytea[], $2::text[])",
    ])
    func aGoodJoinPasses(_ statement: String) {
        #expect(JoinLint.findings(in: statement).isEmpty)
    }
}
