internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// Reads counters.
struct StatisticsReader {
    let transaction: ReadTransaction

    private var db: Database { transaction.db }

    func daily(channel: String?, day: Int?) throws -> [DailyStatistics] {
        let number = try channel.map { try transaction.number(ofName: $0) ?? -1 }
        let rows = try db.prepared(
            """
            SELECT number, channel, day FROM daily_statistic
            WHERE channel = ifnull(?1, channel) AND day = ifnull(?2, day) ORDER BY number
            """)
        rows.bind(1, optional: number)
        rows.bind(2, optional: day)
        defer { rows.reset() }
        let hours = try db.prepared("SELECT hour, count FROM hourly_count WHERE statistic = ?")
        var found: [DailyStatistics] = []
        while try rows.step() {
            var statistics = DailyStatistics(
                channel: try transaction.name(rows.int64(1)), day: rows.int(2), hourly: [Int](repeating: 0, count: 24))
            hours.bind(1, rows.int64(0))
            while try hours.step() {
                if (0..<24).contains(hours.int(0)) { statistics.hourly[hours.int(0)] = hours.int(1) }
            }
            hours.reset()
            found.append(statistics)
        }
        return found
    }

    /// Channels whose names fall together share a counter (normalization.md 1.6).
    func totals() throws -> [ValueCount] {
        let rows = try db.prepared("SELECT channel, count FROM channel_total")
        defer { rows.reset() }
        var totals: [String: Int] = [:]
        while try rows.step() {
            let name = try transaction.name(rows.int64(0)).split(separator: ".", omittingEmptySubsequences: false)
            totals[name.joined(separator: "_"), default: 0] += rows.int(1)
        }
        return totals.sorted { $0.key < $1.key }.map { ValueCount(value: $0.key, count: $0.value) }
    }

    func eventCount(identifier: String, day: Int) throws -> Int? {
        guard let number = try transaction.number(ofName: identifier) else { return nil }
        let row = try db.prepared("SELECT count FROM event_count WHERE name = ? AND day = ?")
        row.bind(1, number)
        row.bind(2, day)
        defer { row.reset() }
        return try row.step() ? row.int(0) : nil
    }

    func sensorActivity() throws -> [SensorActivity] {
        let rows = try db.prepared(
            "SELECT name, last_seen, messages FROM sensor_activity JOIN name ON name.id = ident ORDER BY name")
        defer { rows.reset() }
        var found: [SensorActivity] = []
        while try rows.step() {
            found.append(
                SensorActivity(
                    ident: rows.string(0), lastSeen: Timestamp(microseconds: rows.int64(1)), messages: rows.int(2)))
        }
        return found
    }

    /// The counters of a kind, by name.
    func counters(_ kind: CounterKind) throws -> [String: Int] {
        let rows = try db.prepared("SELECT name, value FROM counter WHERE kind = ? AND value != 0")
        rows.bind(1, kind.rawValue)
        defer { rows.reset() }
        var found: [String: Int] = [:]
        while try rows.step() { found[rows.string(0)] = rows.int(1) }
        return found
    }

    func protocols() throws -> [ValueCount] {
        let rows = try db.prepared(
            "SELECT has_protocol, protocol, sum(count) AS n FROM segment_protocol GROUP BY has_protocol, protocol HAVING n != 0")
        defer { rows.reset() }
        var counts: [ValueCount] = []
        while try rows.step() {
            counts.append(ValueCount(value: rows.int64(0) == 0 ? nil : rows.string(1), count: rows.int(2)))
        }
        return counts.sorted(by: mostFirst)
    }

    func fileTypes() throws -> [ValueCount] {
        try counters(.contentGuess).map { ValueCount(value: $0.key, count: $0.value) }.sorted(by: mostFirst)
    }

    private func mostFirst(_ left: ValueCount, _ right: ValueCount) -> Bool {
        left.count != right.count ? left.count > right.count : (left.value ?? "") < (right.value ?? "")
    }

    func status(size: Int64) throws -> StoreStatus {
        func total(_ kind: CounterKind) throws -> Int { try counters(kind)[""] ?? 0 }
        let version = try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? ""
        return StoreStatus(
            engine: "SQLite \(version)", messages: try total(.messages), sessions: try total(.sessions), urls: try total(.urls),
            files: try total(.files), dorks: try total(.dorks), errors: try counters(.errors), size: size)
    }

    func metadata(ip: String) throws -> [AttackerMetadata] {
        let rows = try db.prepared("SELECT ip, honeypot, time, os, app, link, uptime FROM metadata WHERE ip = ? ORDER BY honeypot")
        rows.bind(1, ip)
        defer { rows.reset() }
        var found: [AttackerMetadata] = []
        while try rows.step() { found.append(SharedRows.facts(rows, from: 0)) }
        return found
    }
}
