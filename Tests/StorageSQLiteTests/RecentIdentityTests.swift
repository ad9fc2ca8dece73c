import GRDB
import Storage
import Testing

@testable import StorageSQLite

/// Natural keys are found wherever they are: in memory, being moved, moved, and after a restart.
@Suite struct RecentIdentityTests {
    @Test func everyKeyIsFoundWhileTheyAreMoved() async throws {
        let engine = SQLiteEngine()
        let store = try engine.openSQLite()
        try await store.pool.write { db in
            var identities = try RecentIdentities(db)
            var right: [Int64: Set<Int64>] = [:]
            func identity(_ number: Int64) -> Int64 { Int64(bitPattern: UInt64(bitPattern: number % 140_000) &* 0x9E37_79B9_7F4A_7C15) }
            func change(_ object: Int64, isAdded: Bool) throws {
                if isAdded {
                    try identities.add(identity(object), object: object, db)
                    right[identity(object), default: []].insert(object)
                } else {
                    try identities.remove(identity(object), object: object, db)
                    right[identity(object), default: []].remove(object)
                }
            }
            // Several passes, with natural keys that come again for other objects, that go, and that come back.
            for object in Int64(0)..<150_000 {
                try change(object, isAdded: true)
                if object % 200 == 199 { try identities.moveStep(db) }
                if object % 97 == 0 { try change(object / 2, isAdded: false) }
                if object % 291 == 0 { try change(object / 2, isAdded: true) }
                if object == 100_000 { identities = try RecentIdentities(db) }
            }
            for source in [identities, try RecentIdentities(db)] {
                for (identity, objects) in right where identity & 3 == 0 || objects.count != 1 {
                    guard try source.objects(withIdentity: identity, db) != objects.sorted() else { continue }
                    Issue.record("\(identity) is not found for \(objects)")
                }
            }
            let recent = try Int.fetchOne(db, sql: "SELECT count(*) FROM recent_identity") ?? 0
            let sorted = try Int.fetchOne(db, sql: "SELECT count(*) FROM object_identity") ?? 0
            #expect(recent < 80_000 && sorted > 70_000, "\(recent), \(sorted)")
        }
        try await store.close()
        await engine.remove()
    }
}
