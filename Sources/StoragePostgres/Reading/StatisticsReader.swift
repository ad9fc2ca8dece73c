import Documents
import Model
import Storage

/// Reads counters, the rows of all nodes summed.
struct StatisticsReader {
    let connection: Connection

    func daily(channel: String?, day: Int?) throws(StorageError) -> [DailyStatistics] {
        var conditions = Conditions()
        if let channel { conditions.add("digest = $", .bytes(Digest.of(channel))) }
        if let day { conditions.add("day = $", .number(day)) }
        let rows = try connection.query(
            """
            SELECT channel, day, hour, sum(count)::int8, min(min(made)) OVER (PARTITION BY digest, day) AS made
            FROM hourly \(conditions.clause) GROUP BY digest, channel, day, hour ORDER BY made, hour
            """,
            conditions.parameters)
        var found: [DailyStatistics] = []
        for row in rows {
            if found.last?.channel != row.string(0) || found.last?.day != row.int(1) {
                found.append(
                    DailyStatistics(channel: row.string(0), day: row.int(1), hourly: [Int](repeating: 0, count: 24)))
            }
            let hour = row.int(2)
            if (0..<24).contains(hour) { found[found.count - 1].hourly[hour] = row.int(3) }
        }
        return found
    }

    /// Channels whose names fall together share a counter (normalization.md 1.6).
    func totals() throws(StorageError) -> [ValueCount] {
        var totals: [String: Int] = [:]
        for (name, count) in try counters(.channel) { totals[name.replacing(".", with: "_"), default: 0] += count }
        return totals.sorted { $0.key < $1.key }.map { ValueCount(value: $0.key, count: $0.value) }
    }

    func eventCount(identifier: String, day: Int) throws(StorageError) -> Int? {
        let row = try connection.query(
            "SELECT sum(value)::int8 FROM counter WHERE kind = $1 AND digest = $2 AND day = $3", .int(CounterKind.event.rawValue),
            .bytes(Digest.of(identifier)), .number(day)
        ).first
        return row?.optionalInt64(0).map { Int($0) }
    }

    func sensorActivity() throws(StorageError) -> [SensorActivity] {
        try connection.query(
            "SELECT ident, max(last_seen), sum(messages)::int8 FROM sensor_activity GROUP BY ident ORDER BY ident"
        ).map { row in
            SensorActivity(ident: row.string(0), lastSeen: Timestamp(microseconds: row.int64(1)), messages: row.int(2))
        }
    }

    /// The counters of a kind, by name.
    private func counters(_ kind: CounterKind) throws(StorageError) -> [String: Int] {
        let rows = try connection.query(
            "SELECT name, sum(value)::int8 FROM counter WHERE kind = $1 GROUP BY name HAVING sum(value) <> 0", .int(kind.rawValue))
        return Dictionary(rows.map { ($0.string(0), $0.int(1)) }) { first, _ in first }
    }

    func protocols() throws(StorageError) -> [ValueCount] {
        var counts = try counters(.protocol).map { ValueCount(value: $0.key, count: $0.value) }
        if let none = try counters(.noProtocol)[""] { counts.append(ValueCount(value: nil, count: none)) }
        return counts.sorted(by: mostFirst)
    }

    func fileTypes() throws(StorageError) -> [ValueCount] {
        try counters(.contentGuess).map { ValueCount(value: $0.key, count: $0.value) }.sorted(by: mostFirst)
    }

    private func mostFirst(_ left: ValueCount, _ right: ValueCount) -> Bool {
        left.count != right.count ? left.count > right.count : (left.value ?? "") < (right.value ?? "")
    }

    /// All from one look at the counters.
    func status() throws(StorageError) -> StoreStatus {
        let rows = try connection.query(
            """
            SELECT kind, name, sum(value)::int8, pg_database_size(current_database()), current_setting('server_version')
            FROM counter WHERE kind = ANY($1) GROUP BY kind, name
            UNION ALL SELECT 0, '', 0, pg_database_size(current_database()), current_setting('server_version')
            """,
            .ints([CounterKind.messages, .sessions, .urls, .files, .dorks, .errors].map(\.rawValue)))
        var totals: [Int64: Int] = [:]
        var errors: [String: Int] = [:]
        for row in rows {
            if row.int64(0) == CounterKind.errors.rawValue, row.int(2) != 0 { errors[row.string(1)] = row.int(2) }
            totals[row.int64(0), default: 0] += row.int(2)
        }
        func total(_ kind: CounterKind) -> Int { totals[kind.rawValue] ?? 0 }
        return StoreStatus(
            engine: "PostgreSQL \(rows.first?.string(4) ?? "")", messages: total(.messages), sessions: total(.sessions),
            urls: total(.urls), files: total(.files), dorks: total(.dorks), errors: errors, size: rows.first?.int64(3) ?? 0)
    }

    func metadata(ip: String) throws(StorageError) -> [AttackerMetadata] {
        try connection.query(
            """
            SELECT \(MetadataColumns.list) FROM metadata WHERE left(ip, 200) = left($1, 200) AND ip = $1 ORDER BY honeypot
            """,
            .text(ip)
        ).map { MetadataColumns.facts($0, from: 0) }
    }
}
