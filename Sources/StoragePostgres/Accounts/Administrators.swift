import Documents
import Model
import Storage

/// The rule that somebody can always administer (ruling 42), kept in the transaction of the change.
enum Administrators {
    /// Whether a user other than the named one is active, not locked out, and holds a role that grants everything.
    static func exist(
        besides name: String? = nil, at now: Timestamp = .now, _ connection: Connection
    ) throws(StorageError) -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM account a LEFT JOIN login_state s ON s.account = a.name
            WHERE a.is_active AND a.roles && $1 AND coalesce(s.locked_until, 0) <= $2 AND a.name <> $3 LIMIT 1
            """,
            .texts([BuiltInRoles.administrator, BuiltInRoles.uberAdmin]), .int(now.microseconds), .text(name ?? ""))
    }

    /// Makes a change, which holds the row of the generation, that may not take the last one away; throws `refused`.
    static func keeping(
        _ connection: Connection, _ change: () throws(StorageError) -> Void
    ) throws(StorageError) {
        let existed = try exist(connection)
        try change()
        if existed, try !exist(connection) { throw StorageError(.refused, "the last administrator must stay one") }
    }

    /// Waits for changes of users and lockouts that are under way in other transactions.
    static func lock(_ connection: Connection) throws(StorageError) {
        try connection.query("SELECT value FROM number WHERE name = 'generation' FOR UPDATE")
    }
}
