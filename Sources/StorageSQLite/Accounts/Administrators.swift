internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// The rule that somebody can always administer (ruling 42), kept in the transaction of the change.
enum Administrators {
    /// Whether a user other than the named one is active, not locked out, and holds a role that grants everything.
    static func exist(besides name: String? = nil, at now: Timestamp = .now, in db: Database) throws -> Bool {
        try db.exists(
            """
            SELECT 1 FROM user u JOIN user_role r ON r.user = u.name LEFT JOIN login_state s ON s.user = u.name
            WHERE u.is_active AND r.role IN (?1, ?2) AND coalesce(s.locked_until, 0) <= ?3 AND u.name <> ?4 LIMIT 1
            """,
            .text(BuiltInRoles.administrator), .text(BuiltInRoles.uberAdmin), .integer(now.microseconds), .text(name ?? ""))
    }

    /// Makes a change that may not take the last one away; throws `refused`.
    static func keeping(in db: Database, _ change: () throws -> Void) throws {
        let existed = try exist(in: db)
        try change()
        if existed, try !exist(in: db) { throw StorageError(.refused, "the last administrator must stay one") }
    }
}
