import Documents
import Model
import Storage

/// Reads rows of the account tables.
enum AccountRows {
    static let user = """
        name, first_name, last_name, email, organization, description, password_hash, must_change_password, totp_secret, roles,
        is_active, preferences, created
        """
    static let role = "name, level, permissions, sources, description, is_built_in"
    static let loginState = "account, failures, locked_until, last_login, totp_step"
    static let source = "name, is_active, created"
    static let item = "kind, name, is_active, object_types, preferred, created"
    static let auditLink = "chain, sequence, time, actor, action, subject, hash"
    static let key = "account, name, hash, created, expires, is_read_only, networks, is_default"
    static let login = "hash, account, created, last_seen"
    static let sensor = "ident, owner, sealed_secrets, publish, subscribe, created"
    static let upstream = "host, port, ident, sealed_secret, channels, uses_tls, is_enabled"

    static func user(_ row: Row) -> User {
        User(
            name: row.string(0), firstName: row.string(1), lastName: row.string(2), email: row.string(3), organization: row.string(4),
            description: row.string(5), passwordHash: row.string(6), mustChangePassword: row.flag(7),
            sealedTOTPSecret: row.optionalBytes(8), roles: row.strings(9), isActive: row.flag(10),
            preferences: AccountTexts.pairs(row.strings(11)), created: Timestamp(microseconds: row.int64(12)))
    }

    static func role(_ row: Row) -> Role {
        Role(
            name: row.string(0), level: row.optionalInt64(1).map { Int($0) }, permissions: Set(row.strings(2)),
            sources: AccountTexts.grants(row.strings(3)), description: row.string(4), isBuiltIn: row.flag(5))
    }

    static func loginState(_ row: Row) -> LoginState {
        LoginState(
            user: row.string(0), failures: row.int(1), lockedUntil: row.optionalInt64(2).map { Timestamp(microseconds: $0) },
            lastLogin: row.optionalInt64(3).map { Timestamp(microseconds: $0) }, totpStep: row.int64(4))
    }

    static func source(_ row: Row) -> Source {
        Source(name: row.string(0), isActive: row.flag(1), created: Timestamp(microseconds: row.int64(2)))
    }

    /// Nil for a kind that only a later version knows.
    static func item(_ row: Row) -> Item? {
        ItemKind(rawValue: row.string(0)).map { kind in
            Item(
                kind: kind, name: row.string(1), isActive: row.flag(2), objectTypes: row.strings(3), preferred: row.strings(4),
                created: Timestamp(microseconds: row.int64(5)))
        }
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

    static func auditLink(_ row: Row) -> AuditLink {
        AuditLink(
            chain: row.int(0), sequence: row.int64(1),
            entry: AuditEntry(
                time: Timestamp(microseconds: row.int64(2)), actor: row.string(3), action: row.string(4), subject: row.string(5)),
            hash: row.bytes(6))
    }

    static func auditHead(_ row: Row) -> AuditHead {
        AuditHead(chain: row.int(0), sequence: row.int64(1), hash: row.bytes(2))
    }
}
