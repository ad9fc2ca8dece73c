internal import GRDB
internal import Storage

/// One step from a version of the schema to the next; never edited once it was released (design decision 23).
protocol Migration: Sendable {
    /// Version that the store has afterwards.
    static var version: Int { get }
    /// What it does, in a few words.
    static var summary: String { get }
    static func apply(to db: Database) throws
}

/// Brings a store to the newest version, step by step and each in a transaction of its own.
///
/// The version lies in the file's `user_version`, and `application_id` tells a Waggle store from any other file.
enum Schema {
    static let migrations: [any Migration.Type] = [
        M001Segments.self, M002Derived.self, M003Statistics.self, M004Accounts.self, M005Objects.self,
        M006Analyses.self, M007People.self,
    ]
    /// `Wagl`.
    static let applicationID = 0x5761_676C
    static var newest: Int { migrations.last?.version ?? 0 }

    /// Throws `corrupt` when the file is another program's, `tooNew` when a later version wrote it.
    static func migrate(_ db: Database, path: String) throws {
        while true {
            var isDone = false
            try db.inTransaction(.immediate) {
                let version = try version(of: db, path: path)
                guard let next = migrations.first(where: { $0.version > version }) else {
                    isDone = true
                    return .commit
                }
                if version == 0 { try db.execute(sql: "PRAGMA application_id = \(applicationID)") }
                try next.apply(to: db)
                try db.execute(sql: "PRAGMA user_version = \(next.version)")
                return .commit
            }
            if isDone { return }
        }
    }

    private static func version(of db: Database, path: String) throws -> Int {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard application == applicationID || application == 0 && version == 0 && tables == 0 else {
            throw StorageError(.corrupt, "\(path) is not a Waggle store")
        }
        guard version <= newest else {
            throw StorageError(
                .tooNew, "\(path) has schema version \(version), this Waggle knows up to \(newest); use a newer Waggle")
        }
        return version
    }
}
