internal import GRDB

/// Users, roles, keys, login sessions, sensors, upstreams, settings, audit. Lists of names are JSON arrays.
enum M004Accounts: Migration {
    static let version = 4
    static let summary = "accounts, settings, audit"

    static func apply(to db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE user(
                    name TEXT PRIMARY KEY, email TEXT NOT NULL, description TEXT NOT NULL, password_hash TEXT NOT NULL,
                    is_active INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE role(
                    name TEXT PRIMARY KEY, level INTEGER, permissions TEXT NOT NULL, is_built_in INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE user_role(
                    user TEXT NOT NULL, position INTEGER NOT NULL, role TEXT NOT NULL, PRIMARY KEY(user, position)) WITHOUT ROWID;
                CREATE INDEX user_role_role ON user_role(role);
                CREATE TABLE api_key(
                    hash BLOB PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER,
                    is_read_only INTEGER NOT NULL, networks TEXT NOT NULL, is_default INTEGER NOT NULL, UNIQUE(user, name)) WITHOUT ROWID;
                CREATE TABLE login_session(
                    hash BLOB PRIMARY KEY, user TEXT NOT NULL, created INTEGER NOT NULL, last_seen INTEGER NOT NULL) WITHOUT ROWID;
                CREATE INDEX login_session_user ON login_session(user);
                CREATE INDEX login_session_last_seen ON login_session(last_seen);
                CREATE TABLE sensor(
                    ident TEXT PRIMARY KEY, owner TEXT NOT NULL, sealed_secrets TEXT NOT NULL, publish TEXT NOT NULL,
                    subscribe TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE upstream(
                    name TEXT PRIMARY KEY, host TEXT NOT NULL, port INTEGER NOT NULL, ident TEXT NOT NULL, sealed_secret BLOB NOT NULL,
                    channels TEXT NOT NULL, uses_tls INTEGER NOT NULL, is_enabled INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE audit(
                    number INTEGER PRIMARY KEY, time INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL);
                """)
    }
}
