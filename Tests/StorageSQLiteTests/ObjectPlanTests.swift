import Documents
import GRDB
import Model
import Storage
import Testing

@testable import StorageSQLite

/// Lists of objects are read by an index, and equality by the one over tokens.
@Suite struct ObjectPlanTests {
    private static let scans: [ObjectScan] = [false, true].flatMap { isDescending in
        [false, true].map { readsHeads in
            var scan = ObjectScan(type: "Indicator", condition: .has(1))
            scan.isDescending = isDescending
            scan.readsHeads = readsHeads
            return scan
        }
    }

    private func plan(_ sql: String) async throws -> String {
        let engine = SQLiteEngine()
        let store = try engine.openSQLite()
        let plan = try await store.pool.read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] as String }.joined(separator: "\n")
        }
        try await store.close()
        await engine.remove()
        return plan
    }

    @Test(arguments: ObjectPlanTests.scans)
    func equalityIsAnIndexLookUp(_ scan: ObjectScan) async throws {
        let plan = try await plan(ObjectTables.sql(scan, isIndexed: true))
        #expect(plan.contains("SCAN i VIRTUAL TABLE INDEX"), "\(plan)")
        #expect(plan.contains("SEARCH o USING INTEGER PRIMARY KEY"), "\(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test(arguments: ObjectPlanTests.scans)
    func allOfATypeAreReadInOrder(_ scan: ObjectScan) async throws {
        let plan = try await plan(ObjectTables.sql(scan, isIndexed: false))
        #expect(plan.contains(scan.readsHeads ? "SEARCH o USING INDEX" : "SEARCH o USING COVERING INDEX"), "\(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test(arguments: [
        "SELECT 1 FROM object WHERE id = ?", "SELECT object FROM object_identity WHERE identity = ?",
        "SELECT 1 FROM object_part WHERE object = ? AND list = ? AND key = ? AND level = ?",
        "SELECT value FROM object_part WHERE object = ? AND list = ? ORDER BY row",
        "SELECT value FROM object_part WHERE object = ? AND indexed IS NULL",
        "SELECT 1 FROM blob WHERE sha256 = ?", "SELECT 1 FROM file_reference WHERE blob = ?",
    ])
    func lookUpsDoNotScan(_ sql: String) async throws {
        let plan = try await plan(sql)
        #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(sql)\n\(plan)")
    }

    @Test func tokensAreWordsThatTheIndexTakes() throws {
        let row = String(decoding: TokenText.row([1, UInt64.max]), as: UTF8.self)
        #expect(row == "aaaaaaaaab 7777777777")
        #expect(TokenText.query(.not(.has(1)), among: 2) == "aaaaaaaaac AND (aaaaaaaaac NOT aaaaaaaaab)")
    }
}
