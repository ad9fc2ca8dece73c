internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// Reads rows of the account tables.
enum AccountRows {
    static let user = """
        name, first_name, last_name, email, organization, description, password_hash, must_change_password, totp_secret, is_active,
        preferences, created
        """
    static let role = "name, level, permissions, sources, description, is_built_in"
    static let loginState = "user, failures, locked_until, last_login, totp_step"
    static let source = "name, is_active, created"
    static let item = "kind, name, is_active, object_types, preferred, created"
    static let key = "user, name, hash, created, expires, is_read_only, networks, is_default"
    static let login = "hash, user, created, last_seen"
    static let sensor = "ident, owner, sealed_secrets, publish, subscribe, created"
    static let upstream = "host, port, ident, sealed_secret, channels, uses_tls, is_enabled"

    static func user(_ row: PreparedStatement, _ db: Database) throws -> User {
        let roles = try db.prepared("SELECT role FROM user_role WHERE user = ? ORDER BY position")
        roles.bind(1, row.string(0))
        defer { roles.reset() }
        var names: [String] = []
        while try roles.step() { names.append(roles.string(0)) }
        return User(
            name: row.string(0), firstName: row.string(1), lastName: row.string(2), email: row.string(3), organization: row.string(4),
            description: row.string(5), passwordHash: row.string(6), mustChangePassword: row.int64(7) != 0,
            sealedTOTPSecret: row.isNull(8) ? nil : row.bytes(8), roles: names, isActive: row.int64(9) != 0,
            preferences: AccountTexts.pairs(try TextList.decode(row, 10)), created: Timestamp(microseconds: row.int64(11)))
    }

    static func role(_ row: PreparedStatement, _ db: Database) throws -> Role {
        Role(
            name: row.string(0), level: row.optionalInt64(1).map { Int($0) }, permissions: Set(try TextList.decode(row, 2)),
            sources: AccountTexts.grants(try TextList.decode(row, 3)), description: row.string(4), isBuiltIn: row.int64(5) != 0)
    }

    static func loginState(_ row: PreparedStatement, _ db: Database) throws -> LoginState {
        LoginState(
            user: row.string(0), failures: row.int(1), lockedUntil: row.optionalInt64(2).map { Timestamp(microseconds: $0) },
            lastLogin: row.optionalInt64(3).map { Timestamp(microseconds: $0) }, totpStep: row.int64(4))
    }

    static func source(_ row: PreparedStatement, _ db: Database) throws -> Source {
        Source(name: row.string(0), isActive: row.int64(1) != 0, created: Timestamp(microseconds: row.int64(2)))
    }

    /// Nil for a kind that only a later version knows.
    static func item(_ row: PreparedStatement, _ db: Database) throws -> Item? {
        guard let kind = ItemKind(rawValue: row.string(0)) else { return nil }
        return Item(
            kind: kind, name: row.string(1), isActive: row.int64(2) != 0, objectTypes: try TextList.decode(row, 3),
            preferred: try TextList.decode(row, 4), created: Timestamp(microseconds: row.int64(5)))
    }

    static func auditLink(_ row: PreparedStatement, _ db: Database) throws -> AuditLink {
        AuditLink(
            chain: row.int(0), sequence: row.int64(1),
            entry: AuditEntry(
                time: Timestamp(microseconds: row.int64(2)), actor: row.string(3), action: row.string(4), subject: row.string(5)),
            hash: row.bytes(6))
    }

    static func key(_ row: PreparedStatement, _ db: Database) throws -> APIKey {
        APIKey(
            user: row.string(0), name: row.string(1), hash: row.bytes(2), created: Timestamp(microseconds: row.int64(3)),
            expires: row.optionalInt64(4).map { Timestamp(microseconds: $0) }, isReadOnly: row.int64(5) != 0,
            networks: try TextList.decode(row, 6), isDefault: row.int64(7) != 0)
    }

    static func login(_ row: PreparedStatement, _ db: Database) throws -> LoginSession {
        LoginSession(
            hash: row.bytes(0), user: row.string(1), created: Timestamp(microseconds: row.int64(2)),
            lastSeen: Timestamp(microseconds: row.int64(3)))
    }

    static func sensor(_ row: PreparedStatement, _ db: Database) throws -> Sensor {
        Sensor(
            ident: row.string(0), owner: row.string(1),
            sealedSecrets: try TextList.decode(row, 2).compactMap { Hexadecimal.decode($0.utf8) },
            publish: Set(try TextList.decode(row, 3)), subscribe: Set(try TextList.decode(row, 4)),
            created: Timestamp(microseconds: row.int64(5)))
    }

    static func upstream(_ row: PreparedStatement, _ db: Database) throws -> Upstream {
        Upstream(
            host: row.string(0), port: row.int(1), ident: row.string(2), sealedSecret: row.bytes(3),
            channels: try TextList.decode(row, 4), usesTLS: row.int64(5) != 0, isEnabled: row.int64(6) != 0)
    }
}
