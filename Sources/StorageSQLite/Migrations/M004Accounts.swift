internal import GRDB

/// Users, roles, keys, login sessions, sensors, upstreams, settings, audit. Lists of names are JSON arrays.
enum M004Accounts: Migration {
    static let version = 4
    static let summary = "accounts, settings, audit"

    static func apply(to db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE user(
                    name TEXT PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL,
                    organization TEXT NOT NULL, description TEXT NOT NULL, password_hash TEXT NOT NULL,
                    must_change_password INTEGER NOT NULL, totp_secret BLOB, is_active INTEGER NOT NULL, preferences TEXT NOT NULL,
                    created INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE login_state(
                    user TEXT PRIMARY KEY, failures INTEGER NOT NULL, locked_until INTEGER, last_login INTEGER,
                    totp_step INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE reset_token(user TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, expires INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE role(
                    name TEXT PRIMARY KEY, level INTEGER, permissions TEXT NOT NULL, sources TEXT NOT NULL, description TEXT NOT NULL,
                    is_built_in INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE source(name TEXT PRIMARY KEY, is_active INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE item(
                    kind TEXT NOT NULL, name TEXT NOT NULL, is_active INTEGER NOT NULL, object_types TEXT NOT NULL,
                    preferred TEXT NOT NULL, created INTEGER NOT NULL, PRIMARY KEY(kind, name)) WITHOUT ROWID;
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
                -- Each row holds the hash of all before it in its chain; audit_head says where a chain ends.
                CREATE TABLE audit(
                    number INTEGER PRIMARY KEY, chain INTEGER NOT NULL, sequence INTEGER NOT NULL, time INTEGER NOT NULL,
                    actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, hash BLOB NOT NULL, UNIQUE(chain, sequence));
                CREATE TABLE audit_head(chain INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, hash BLOB NOT NULL);
                CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log only grows'); END;
                CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log only grows'); END;
                """)
    }
}
