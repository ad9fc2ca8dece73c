import Documents
public import Model
public import Storage

extension PostgresStore {
    /// See ``AccountStore/sensors()``.
    public func sensors() async throws(StorageError) -> [Sensor] {
        try await rows("SELECT \(AccountRows.sensor) FROM sensor ORDER BY ident", row: AccountRows.sensor)
    }

    /// See ``AccountStore/sensor(ident:)``.
    public func sensor(ident: String) async throws(StorageError) -> Sensor? {
        try await rows("SELECT \(AccountRows.sensor) FROM sensor WHERE ident = $1", [.text(ident)], row: AccountRows.sensor).first
    }

    /// See ``AccountStore/putSensors(_:)``.
    public func putSensors(_ sensors: [Sensor]) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            for sensor in sensors {
                try connection.query(
                    """
                    INSERT INTO sensor(\(AccountRows.sensor)) VALUES($1, $2, $3, $4, $5, $6) ON CONFLICT (ident) DO UPDATE SET
                        owner = excluded.owner, sealed_secrets = excluded.sealed_secrets, publish = excluded.publish,
                        subscribe = excluded.subscribe, created = excluded.created
                    """,
                    .text(sensor.ident), .text(sensor.owner), .blobs(sensor.sealedSecrets), .texts(sensor.publish.sorted()),
                    .texts(sensor.subscribe.sorted()), .int(sensor.created.microseconds))
            }
        }
    }

    /// See ``AccountStore/deleteSensor(ident:)``.
    public func deleteSensor(ident: String) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try connection.query("DELETE FROM sensor WHERE ident = $1", .text(ident)).changes > 0 else {
                throw StorageError(.notFound, "sensor \(ident) does not exist")
            }
        }
    }

    // MARK: Upstreams

    /// See ``AccountStore/upstreams()``.
    public func upstreams() async throws(StorageError) -> [Upstream] {
        try await rows("SELECT \(AccountRows.upstream) FROM upstream ORDER BY name", row: AccountRows.upstream)
    }

    /// See ``AccountStore/putUpstream(_:)``.
    public func putUpstream(_ upstream: Upstream) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            try connection.query(
                """
                INSERT INTO upstream(name, \(AccountRows.upstream)) VALUES($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (name) DO UPDATE SET host = excluded.host, port = excluded.port, ident = excluded.ident,
                    sealed_secret = excluded.sealed_secret, channels = excluded.channels, uses_tls = excluded.uses_tls,
                    is_enabled = excluded.is_enabled
                """,
                .text(upstream.name), .text(upstream.host), .number(upstream.port), .text(upstream.ident),
                .bytes(upstream.sealedSecret), .texts(upstream.channels), .flag(upstream.usesTLS), .flag(upstream.isEnabled))
        }
    }

    /// See ``AccountStore/deleteUpstream(name:)``.
    public func deleteUpstream(name: String) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try connection.query("DELETE FROM upstream WHERE name = $1", .text(name)).changes > 0 else {
                throw StorageError(.notFound, "upstream \(name) does not exist")
            }
        }
    }
}
