import Storage

/// Users, roles, keys, login sessions, sensors, upstreams, settings, audit.
enum M005Accounts: Migration {
    static let version = 5
    static let summary = "accounts, settings, audit"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(
            """
            CREATE TABLE account(
                name text COLLATE "C" PRIMARY KEY, email text NOT NULL, description text NOT NULL, password_hash text NOT NULL,
                roles text[] NOT NULL, is_active boolean NOT NULL, created bigint NOT NULL);
            CREATE TABLE role(
                name text COLLATE "C" PRIMARY KEY, level bigint, permissions text[] NOT NULL, is_built_in boolean NOT NULL);
            CREATE TABLE api_key(
                hash bytea PRIMARY KEY, account text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, created bigint NOT NULL,
                expires bigint, is_read_only boolean NOT NULL, networks text[] NOT NULL, is_default boolean NOT NULL,
                UNIQUE(account, name));
            CREATE TABLE login_session(
                hash bytea PRIMARY KEY, account text COLLATE "C" NOT NULL, created bigint NOT NULL, last_seen bigint NOT NULL);
            CREATE INDEX login_session_account ON login_session(account);
            CREATE INDEX login_session_last_seen ON login_session(last_seen);
            CREATE TABLE sensor(
                ident text COLLATE "C" PRIMARY KEY, owner text NOT NULL, sealed_secrets bytea[] NOT NULL, publish text[] NOT NULL,
                subscribe text[] NOT NULL, created bigint NOT NULL);
            CREATE TABLE upstream(
                name text COLLATE "C" PRIMARY KEY, host text NOT NULL, port bigint NOT NULL, ident text NOT NULL,
                sealed_secret bytea NOT NULL, channels text[] NOT NULL, uses_tls boolean NOT NULL, is_enabled boolean NOT NULL);
            CREATE TABLE setting(key text COLLATE "C" PRIMARY KEY, value text NOT NULL);
            CREATE TABLE audit(
                number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, time bigint NOT NULL, actor text NOT NULL,
                action text NOT NULL, subject text NOT NULL);
            """)
    }
}
