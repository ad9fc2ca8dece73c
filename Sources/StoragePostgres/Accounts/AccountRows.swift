import Documents
import Model
import Storage

/// Reads rows of the account tables.
enum AccountRows {
    static let user = "name, email, description, password_hash, roles, is_active, created"
    static let role = "name, level, permissions, is_built_in"
    static let key = "account, name, hash, created, expires, is_read_only, networks, is_default"
    static let login = "hash, account, created, last_seen"
    static let sensor = "ident, owner, sealed_secrets, publish, subscribe, created"
    static let upstream = "host, port, ident, sealed_secret, channels, uses_tls, is_enabled"

    static func user(_ row: Row) -> User {
        User(
            name: row.string(0), email: row.string(1), description: row.string(2), passwordHash: row.string(3),
            roles: row.strings(4), isActive: row.flag(5), created: Timestamp(microseconds: row.int64(6)))
    }

    static func role(_ row: Row) -> Role {
        Role(
            name: row.string(0), level: row.optionalInt64(1).map { Int($0) }, permissions: Set(row.strings(2)),
            isBuiltIn: row.flag(3))
    }

    static func key(_ row: Row) -> APIKey {
        APIKey(
            user: row.string(0), name: row.string(1), hash: row.bytes(2), created: Timestamp(microseconds: row.int64(3)),
            expires: row.optionalInt64(4).map { Timestamp(microseconds: $0) }, isReadOnly: row.flag(5),
            networks: row.strings(6), isDefault: row.flag(7))
    }

    static func login(_ row: Row) -> LoginSession {
        LoginSession(
            hash: row.bytes(0), user: row.string(1), created: Timestamp(microseconds: row.int64(2)),
            lastSeen: Timestamp(microseconds: row.int64(3)))
    }

    static func sensor(_ row: Row) -> Sensor {
        Sensor(
            ident: row.string(0), owner: row.string(1), sealedSecrets: row.blobs(2), publish: Set(row.strings(3)),
            subscribe: Set(row.strings(4)), created: Timestamp(microseconds: row.int64(5)))
    }

    static func upstream(_ row: Row) -> Upstream {
        Upstream(
            host: row.string(0), port: row.int(1), ident: row.string(2), sealedSecret: row.bytes(3), channels: row.strings(4),
            usesTLS: row.flag(5), isEnabled: row.flag(6))
    }

    static func audit(_ row: Row) -> AuditEntry {
        AuditEntry(
            time: Timestamp(microseconds: row.int64(0)), actor: row.string(1), action: row.string(2), subject: row.string(3))
    }
}
