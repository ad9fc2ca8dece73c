import Documents
import GRDB
import Model
import Storage
import Synchronization
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
        let lookUp = scan.readsHeads ? "SEARCH o USING INTEGER PRIMARY KEY" : "SEARCH o USING COVERING INDEX object_list (type=? AND key=?)"
        #expect(plan.contains(lookUp), "\(plan)")
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

    @Test(arguments: [DateColumn.created, .modified], [false, true])
    func datesAreWalkedByTheirIndex(_ column: DateColumn, _ isDescending: Bool) async throws {
        for place in [nil, ObjectPosition(value: nil, key: 1), ObjectPosition(value: 1, key: 1)] {
            let walk = ObjectWalk(type: "Indicator", column: column, isDescending: isDescending, after: place, limit: 1)
            for leg in DateWalk.legs(walk) {
                let plan = try await plan(leg.sql)
                #expect(plan.contains("SEARCH object USING COVERING INDEX object_\(column.rawValue)"), "\(plan)")
                // Only among equal dates is there anything left to sort.
                #expect(!plan.contains("TEMP B-TREE FOR ORDER BY"), "\(plan)")
                if isDescending { #expect(!plan.contains("TEMP B-TREE"), "\(plan)") }
            }
        }
    }

    private static let type = ObjectType(
        name: "Indicator", resource: "indicators", schemaVersion: 1, visibility: .bySource, ordering: [],
        growingLists: [.source, .relationships, .objects], fields: [ObjectField("value", .string)])

    private func store(_ body: (SQLiteStore) async throws -> Void) async throws {
        let engine = SQLiteEngine()
        let store = try engine.openSQLite()
        for number in 0..<3 {
            try await store.change { transaction in
                let head: Document = [
                    "value": .string("v\(number)"), "count": 1, "created": .date(Timestamp(microseconds: 0)), "bucket_list": .list(["a"]),
                    "campaign": .list([.document(["name": "x"])]), "releasability": .list([.document(["name": "A"])]),
                    "unsupported_attrs": .document(["a": "b"]),
                ]
                let (type, id) = (ObjectPlanTests.type, transaction.newID())
                try transaction.insert(type: type, id: id, identities: ["v\(number)"], head: head)
                let source: Document = [
                    "name": "A", "instance": .document(["tlp": .string(number == 0 ? "red" : "green"), "method": "m"]),
                ]
                try transaction.addPart(of: type, id: id, list: .source, key: "A", value: source)
                // More than are kept with the object.
                for entry in 0..<20 {
                    try transaction.addPart(of: type, id: id, list: .objects, key: "o", value: ["value": .string("o\(entry)")])
                }
            }
        }
        try await body(store)
        try await store.close()
        await engine.remove()
    }

    /// The statements of a whole query, with their plans: for each kind of path nothing but an index is read.
    @Test(arguments: [
        ("_id", "x"), ("value", "v1"), ("count", "1"), ("created", "x"), ("bucket_list", "a"), ("campaign", "x"), ("campaign.name", "x"),
        ("unsupported_attrs.a", "b"), ("a", "b"), ("no.such", "x"), ("source.name", "A"), ("source.instances.method", "m"),
        ("objects.value", "o1"), ("objects.value", "o19"), ("relationships.value", "x"), ("releasability.name", "A"),
    ])
    func equalityScansNoTable(_ path: String, _ value: String) async throws {
        try await store { store in
            let criterion = Criterion(
                path: path.split(separator: ".").map(String.init), reachesUnsupported: path == "a", test: .equals(.string(value)))
            for reader in [ObjectReader.everything, ObjectReader(sources: ["A": [.green]])] {
                let query = ObjectQuery(type: ObjectPlanTests.type, filter: .criterion(criterion), reader: reader)
                for (sql, plan) in try await plans(store, query) {
                    let scans = plan.filter { $0.contains("SCAN") && !$0.contains("VIRTUAL TABLE INDEX") }
                    #expect(scans.isEmpty, "\(path): \(sql)\n\(plan.joined(separator: "\n"))")
                    #expect(!plan.contains { $0.contains("TEMP B-TREE FOR ORDER BY") } || sql.contains("part_index"), "\(sql)")
                }
            }
        }
    }

    private func plans(_ store: SQLiteStore, _ query: ObjectQuery) async throws -> [(sql: String, plan: [String])] {
        let statements = Statements()
        let tokens = store.objectTokens
        try await store.pool.read { db in
            db.trace { event in if case .statement(let statement) = event { statements.add(statement.sql) } }
            let tables = ObjectTables(db: db, tokens: tokens, path: "")
            _ = try ObjectSearch(query, tables, tokens: tokens, classes: AccessClasses(), memory: SearchMemory(), seconds: 10).page()
            db.trace(options: []) { _ in }
        }
        // FTS5 reads its own few settings once.
        let found = statements.all.filter { $0.hasPrefix("SELECT") && !$0.contains("_config'") }
        #expect(!found.isEmpty)
        return try await store.pool.read { db in
            try found.sorted().map { sql in
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                statement.setUncheckedArguments(StatementArguments())
                return (sql, try Row.fetchAll(statement).map { $0["detail"] as String })
            }
        }
    }

    /// What was run on a connection.
    private final class Statements: Sendable {
        private let found = Mutex<Set<String>>([])
        var all: Set<String> { found.withLock { $0 } }
        func add(_ sql: String) { found.withLock { _ = $0.insert(sql) } }
    }

    @Test func tokensAreWordsThatTheIndexTakes() throws {
        let row = String(decoding: TokenText.row([1, UInt64.max]), as: UTF8.self)
        #expect(row == "aaaaaaaaab 7777777777")
        #expect(TokenText.query(.not(.has(1)), among: 2) == "aaaaaaaaac AND (aaaaaaaaac NOT aaaaaaaaab)")
    }
}
