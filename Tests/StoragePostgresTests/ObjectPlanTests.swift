import Documents
import Model
import Storage
import Testing

@testable import StoragePostgres

/// Criteria on objects are answered by indexes, on each kind of path (design decision 2).
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct ObjectPlanTests {
    /// A connection like a reader's to 30,000 objects with entries that keep their tokens themselves.
    private func connection() async throws -> Connection {
        let database = try TestDatabase()
        try await database.openStore().close()
        let connection = try Connection(
            ConnectionInfo(url: database.url, options: PostgresOptions()),
            settings: ["plan_cache_mode": "force_custom_plan", "jit": "off", "max_parallel_workers_per_gather": "0"])
        try connection.execute(
            """
            INSERT INTO object(key, id, type, class, target, created, modified, main, inline_parts, identities, tokens, head)
                SELECT n, decode(lpad(to_hex(n), 24, '0'), 'hex'), 'Indicator', 1, NULL, n * 7919 % 30000, n,
                    'host-' || n || '.example', 0, '', ARRAY[n % 3, n + 100], '' FROM generate_series(1, 30000) n;
            INSERT INTO object_part(object, list, row, key, level, tokens, value)
                SELECT n, 1, 1, 'A', 0, ARRAY[n % 3, n + 100], '' FROM generate_series(1, 30000) n;
            INSERT INTO object_identity SELECT n, n FROM generate_series(1, 30000) n;
            ANALYZE object; ANALYZE object_part; ANALYZE object_identity
            """)
        return connection
    }

    private func plan(_ statement: Statement, _ connection: Connection) throws -> String {
        let plan = try connection.query("EXPLAIN " + statement.sql, statement.parameters).map { $0.string(0) }.joined(separator: "\n")
        #expect(!plan.contains("Seq Scan"), "\(plan)")
        return plan
    }

    @Test func equalityIsAnIndexLookUp() async throws {
        let connection = try await connection()
        let conditions: [TokenCondition] = [
            .has(777), .or([.has(777), .has(778)]), .and([.has(777), .not(.has(1))]), .and([.has(1), .or([.has(777), .has(900)])]),
        ]
        for condition in conditions {
            // A value of the document, of a column or of an entry is one of the tokens.
            let scan = ObjectScan(type: "Indicator", condition: condition)
            #expect(try plan(ObjectTables.statement(scan), connection).contains("Bitmap Index Scan on object_tokens"))
            #expect(try plan(ObjectTables.count(scan, typeToken: 1), connection).contains("Bitmap Index Scan on object_tokens"))
        }
        // Entries beyond the first keep their tokens in rows of their own.
        let entries = try plan((ObjectTables.owners, [.ints([777, 778])]), connection)
        #expect(entries.contains("Bitmap Index Scan on object_part_tokens"), "\(entries)")
        let id = ObjectID(seconds: 0, tail: 5).bytes
        #expect(try plan((ObjectTables.byID, [.blobs([id]), .text("Indicator")]), connection).contains("object_id_key"))
        #expect(try plan((ObjectTables.byKey, [.ints([5, 6])]), connection).contains("object_pkey"))
        let parts: [Parameter] = [.ints([5, 6]), .ints([1, 2])]
        #expect(try plan((ObjectTables.entries, parts), connection).contains("object_part_pkey"))
    }

    @Test func listsAreReadInOrder() async throws {
        let connection = try await connection()
        var scan = ObjectScan(type: "Indicator", condition: .everything)
        for isDescending in [false, true] {
            scan.isDescending = isDescending
            scan.after = 15_000
            scan.limit = 1_000
            let plan = try plan(ObjectTables.statement(scan), connection)
            #expect(plan.contains("Index Scan") && !plan.contains("Sort"), "\(plan)")
        }
    }

    @Test func regularExpressionsAreNarrowedByTheirTexts() async throws {
        let connection = try await connection()
        var scan = ObjectScan(type: "Indicator", condition: .has(1))
        scan.limit = 500
        func test(_ pattern: String) throws -> [ColumnTest] {
            let criterion = Criterion(path: ["value"], test: .matches(try Pattern(pattern, ignoringCase: true)))
            return [try #require(ColumnTest(criterion, mainKey: "value"))]
        }
        scan.tests = try test("^Host-2999")
        let plan = try plan(ObjectTables.statement(scan), connection)
        #expect(plan.contains("Bitmap Index Scan on object_main"), "\(plan)")
        let numbers = [2_999] + Array(29_990...29_999)
        #expect(
            try ObjectTables(connection, tokens: ObjectTokens(seed: 0)).rows(scan).map { Int($0.key) } == numbers.filter { $0 % 3 == 1 })
        for nothing in ["t_29", "T%29", "t\\\\29"] {
            scan.tests = try test(nothing)
            #expect(try ObjectTables(connection, tokens: ObjectTokens(seed: 0)).rows(scan).isEmpty, "\(nothing)")
        }
    }

    @Test func datesAreReadInOrder() async throws {
        let connection = try await connection()
        try connection.execute(
            "INSERT INTO object SELECT n, decode(lpad(to_hex(n), 24, '0'), 'hex'), 'Indicator', 1, NULL, NULL, n, 'v', 0, '', '{}', '' FROM generate_series(40001, 41000) n; ANALYZE object"
        )
        for isDescending in [false, true] {
            for after in [nil, ObjectPosition(value: 15_000, key: 3), ObjectPosition(value: nil, key: 40_500)] {
                let walk = ObjectWalk(type: "Indicator", column: .created, isDescending: isDescending, after: after, limit: 100)
                for leg in DateWalk.legs(walk) {
                    let plan = try plan((leg.sql, [.text("Indicator"), .int(100)] + leg.values.map { .int($0) }), connection)
                    #expect(plan.contains("object_created"), "\(leg.sql)\n\(plan)")
                    #expect(!plan.contains("  Sort  ") && !plan.contains("->  Sort"), "\(leg.sql)\n\(plan)")
                }
            }
        }
    }

    @Test func commandsLookUpByKeys() async throws {
        let connection = try await connection()
        try connection.execute("SET plan_cache_mode = force_generic_plan")
        typealias LookUp = ObjectWriter.LookUp
        let (id, number, numbers): (Parameter, Parameter, Parameter) = (
            .bytes(ObjectID(seconds: 0, tail: 5).bytes), .int(5), .ints([5, 6])
        )
        let lookUps: [Statement] = [
            (LookUp.row, [id]), (LookUp.rows, [.blobs([ObjectID(seconds: 0, tail: 5).bytes])]), (LookUp.rowsByIdentity, [numbers]),
            (LookUp.identity, [number]), (LookUp.identities, [numbers]), (LookUp.gap, [id]), (LookUp.parts, [number, .int(1), .int(10)]),
            (LookUp.partsByKey, [number, .int(1), .int(10), .text("A")]), (LookUp.inlineParts, [number]),
            (LookUp.lastRows, [number, .int(1), .int(1)]), (LookUp.partsByLevel, [number, .int(1), .text("A"), .int(0), .int(1)]),
        ]
        for lookUp in lookUps {
            let plan = try plan(lookUp, connection)
            #expect(plan.contains("Index") && !plan.contains("Sort Key: row"), "\(plan)")
        }
    }
}
