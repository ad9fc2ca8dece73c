internal import Documents
internal import GRDB
internal import Storage

/// Counts of messages in one transaction, summed so that each row is written once (normalization.md 1.6).
struct StatisticsDelta {
    private struct Hour: Hashable {
        var channel: Int64
        var hour: UTCHour
    }

    private struct NamedDay: Hashable {
        var name: Int64
        var day: Int
    }

    private var hours: [Hour: Int] = [:]
    /// Hours in the order in which they first came, which is the order of new records.
    private var order: [Hour] = []
    private var idents: [Hour: Int] = [:]
    private var hearings: [Int64: Hearing] = [:]

    mutating func count(channel: Int64, ident: Int64, received: Timestamp) {
        let hour = UTCHour(received)
        let key = Hour(channel: channel, hour: hour)
        if hours[key] == nil { order.append(key) }
        hours[key, default: 0] += 1
        idents[Hour(channel: ident, hour: hour), default: 0] += 1
        hearings[ident, default: Hearing()].count(received)
    }

    func flush(to db: Database) throws {
        var totals: [Int64: Int] = [:]
        var events: [NamedDay: Int] = [:]
        for key in order {
            let count = hours[key] ?? 0
            let (day, hour) = key.hour.calendar
            totals[key.channel, default: 0] += count
            events[NamedDay(name: key.channel, day: day), default: 0] += count
            try addHour(channel: key.channel, day: day, hour: hour, count: count, in: db)
        }
        for (key, count) in idents {
            events[NamedDay(name: key.channel, day: key.hour.calendar.day), default: 0] += count
        }
        try add(totals: totals, events: events, in: db)
        let sensor = try db.prepared(
            """
            INSERT INTO sensor_activity VALUES(?1, ?2, ?3) ON CONFLICT(ident) DO UPDATE SET
                last_seen = max(last_seen, excluded.last_seen), messages = messages + excluded.messages
            """)
        for (ident, hearing) in hearings {
            sensor.bind(1, ident)
            sensor.bind(2, hearing.last)
            sensor.bind(3, hearing.messages)
            try sensor.run()
        }
    }

    private func addHour(channel: Int64, day: Int, hour: Int, count: Int, in db: Database) throws {
        let find = try db.prepared("SELECT number FROM daily_statistic WHERE channel = ? AND day = ?")
        find.bind(1, channel)
        find.bind(2, day)
        var number = try find.step() ? find.int64(0) : nil
        find.reset()
        if number == nil {
            let insert = try db.prepared("INSERT INTO daily_statistic(channel, day) VALUES(?, ?)")
            insert.bind(1, channel)
            insert.bind(2, day)
            try insert.run()
            number = db.lastInsertedRowID
        }
        let add = try db.prepared(
            "INSERT INTO hourly_count VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        add.bind(1, number ?? 0)
        add.bind(2, hour)
        add.bind(3, count)
        try add.run()
    }

    private func add(totals: [Int64: Int], events: [NamedDay: Int], in db: Database) throws {
        let total = try db.prepared(
            "INSERT INTO channel_total VALUES(?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        for (channel, count) in totals {
            total.bind(1, channel)
            total.bind(2, count)
            try total.run()
        }
        let event = try db.prepared(
            "INSERT INTO event_count VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        for (key, count) in events {
            event.bind(1, key.name)
            event.bind(2, key.day)
            event.bind(3, count)
            try event.run()
        }
    }
}
