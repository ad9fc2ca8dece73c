import Storage

/// Users, roles, keys, login sessions, sensors, upstreams, settings, audit.
enum M005Accounts: Migration {
    static let version = 5
    static let summary = "accounts, settings, audit"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(
            """
            CREATE TABLE account(
                name text COLLATE "C" PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text NOT NULL,
                organization text NOT NULL, description text NOT NULL, password_hash text NOT NULL,
                must_change_password boolean NOT NULL, totp_secret bytea, roles text[] NOT NULL, is_active boolean NOT NULL,
                preferences text[] NOT NULL, created bigint NOT NULL);
            CREATE TABLE login_state(
                account text COLLATE "C" PRIMARY KEY, failures bigint NOT NULL, locked_until bigint, last_login bigint,
                totp_step bigint NOT NULL);
            CREATE TABLE reset_token(account text COLLATE "C" PRIMARY KEY, hash bytea NOT NULL, expires bigint NOT NULL);
            CREATE TABLE role(
                name text COLLATE "C" PRIMARY KEY, level bigint, permissions text[] NOT NULL, sources text[] NOT NULL,
                description text NOT NULL, is_built_in boolean NOT NULL);
            CREATE TABLE source(name text COLLATE "C" PRIMARY KEY, is_active boolean NOT NULL, created bigint NOT NULL);
            CREATE TABLE item(
                kind text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, is_active boolean NOT NULL, object_types text[] NOT NULL,
                preferred text[] NOT NULL, created bigint NOT NULL, PRIMARY KEY(kind, name));
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
            -- Each row holds the hash of all before it in its chain; audit_head says where a chain ends.
            CREATE TABLE audit(
                number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, chain integer NOT NULL, sequence bigint NOT NULL,
                time bigint NOT NULL, actor text NOT NULL, action text NOT NULL, subject text NOT NULL, hash bytea NOT NULL);
            CREATE INDEX audit_chain ON audit(chain, sequence);
            CREATE TABLE audit_head(chain integer PRIMARY KEY, sequence bigint NOT NULL, hash bytea NOT NULL);
            CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$;
            CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_grows();
            """)
    }
}
