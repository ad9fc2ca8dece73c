internal import Documents
internal import GRDB
public import Model
public import Storage

extension SQLiteStore {
    /// See ``AccountStore/sensors()``.
    public func sensors() async throws(StorageError) -> [Sensor] {
        try accountRows("SELECT \(AccountRows.sensor) FROM sensor ORDER BY ident", row: AccountRows.sensor)
    }

    /// See ``AccountStore/sensor(ident:)``.
    public func sensor(ident: String) async throws(StorageError) -> Sensor? {
        try accountRows("SELECT \(AccountRows.sensor) FROM sensor WHERE ident = ?", .text(ident), row: AccountRows.sensor).first
    }

    /// See ``AccountStore/putSensors(_:)``.
    public func putSensors(_ sensors: [Sensor]) async throws(StorageError) {
        try await changeAccounts { db in
            for sensor in sensors {
                try db.change(
                    "REPLACE INTO sensor(\(AccountRows.sensor)) VALUES(?, ?, ?, ?, ?, ?)", .text(sensor.ident),
                    .text(sensor.owner), .json(TextList.encode(sensor.sealedSecrets.map { Hexadecimal.encode($0) })),
                    .json(TextList.encode(sensor.publish.sorted())), .json(TextList.encode(sensor.subscribe.sorted())),
                    .integer(sensor.created.microseconds))
            }
        }
    }

    /// See ``AccountStore/deleteSensor(ident:)``.
    public func deleteSensor(ident: String) async throws(StorageError) {
        try await changeAccounts { db in
            guard try db.change("DELETE FROM sensor WHERE ident = ?", .text(ident)) > 0 else {
                throw StorageError(.notFound, "sensor \(ident) does not exist")
            }
        }
    }

    /// See ``AccountStore/upstreams()``.
    public func upstreams() async throws(StorageError) -> [Upstream] {
        try accountRows("SELECT \(AccountRows.upstream) FROM upstream ORDER BY name", row: AccountRows.upstream)
    }

    /// See ``AccountStore/putUpstream(_:)``.
    public func putUpstream(_ upstream: Upstream) async throws(StorageError) {
        try await changeAccounts { db in
            try db.change(
                "REPLACE INTO upstream(name, \(AccountRows.upstream)) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", .text(upstream.name),
                .text(upstream.host), .integer(Int64(upstream.port)), .text(upstream.ident), .bytes(upstream.sealedSecret),
                .json(TextList.encode(upstream.channels)), .flag(upstream.usesTLS), .flag(upstream.isEnabled))
        }
    }

    /// See ``AccountStore/deleteUpstream(name:)``.
    public func deleteUpstream(name: String) async throws(StorageError) {
        try await changeAccounts { db in
            guard try db.change("DELETE FROM upstream WHERE name = ?", .text(name)) > 0 else {
                throw StorageError(.notFound, "upstream \(name) does not exist")
            }
        }
    }
}
