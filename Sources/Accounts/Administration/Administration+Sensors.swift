public import Model
import Storage

extension Administration {
    /// All sensors by ident.
    public func sensors() async throws -> [Sensor] {
        try await store.sensors().sorted { $0.ident < $1.ident }
    }

    /// Adds a sensor and gives its secret, a random one when none is given. Throws when the ident is taken.
    public func addSensor(
        _ ident: String, secret: String? = nil, publish: [String] = [], subscribe: [String] = [], owner: String? = nil
    ) async throws -> String {
        let secret = secret ?? RandomText.sensorSecret()
        let record = SensorRecord(ident: ident, secret: secret, owner: owner, publish: publish, subscribe: subscribe)
        try record.check()
        guard try await store.sensor(ident: ident) == nil else {
            throw AccountError(.exists, field: "ident", "'\(ident)' exists already")
        }
        try await store.putSensors([try sensor(record)])
        try await finish("sensor.add", ident)
        return secret
    }

    /// Takes a sensor away; its connections are closed.
    public func removeSensor(_ ident: String) async throws {
        try await change("ident", ident) { try await store.deleteSensor(ident: ident) }
        try await finish("sensor.remove", ident)
    }

    /// Gives a sensor a new secret and keeps the one before it valid until the next rotation.
    public func rotateSensor(_ ident: String) async throws -> String {
        guard var sensor = try await store.sensor(ident: ident) else {
            throw AccountError(.unknown, field: "ident", "there is no '\(ident)'")
        }
        let secret = RandomText.sensorSecret()
        sensor.sealedSecrets = [try box.seal(secret, for: Sensor.owner(of: ident))] + sensor.sealedSecrets.prefix(1)
        try await store.putSensors([sensor])
        try await finish("sensor.rotate", ident)
        return secret
    }

    /// Adds sensors of another broker, all or none; one that exists is replaced. Gives how many there were.
    public func importSensors(_ records: [SensorRecord]) async throws -> Int {
        var sensors: [Sensor] = []
        for record in records {
            try record.check()
            sensors.append(try sensor(record))
        }
        try await store.putSensors(sensors)
        try await finish("sensor.import", "\(sensors.count) sensors")
        return sensors.count
    }

    /// All sensors with their newest secrets in the clear, for ``SensorFile/write(_:)``.
    public func exportSensors() async throws -> [SensorRecord] {
        var records: [SensorRecord] = []
        for sensor in try await sensors() {
            records.append(
                SensorRecord(
                    ident: sensor.ident, secret: try sensor.secrets(openedBy: box).first ?? "", owner: sensor.owner,
                    publish: sensor.publish.sorted(), subscribe: sensor.subscribe.sorted()))
        }
        try await finish("sensor.export", "\(records.count) sensors")
        return records
    }

    private func sensor(_ record: SensorRecord) throws(AccountError) -> Sensor {
        Sensor(
            ident: record.ident, owner: record.owner,
            sealedSecrets: [try box.seal(record.secret, for: Sensor.owner(of: record.ident))],
            publish: Set(record.publish), subscribe: Set(record.subscribe), created: now())
    }
}
