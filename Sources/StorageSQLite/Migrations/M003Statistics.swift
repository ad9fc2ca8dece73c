internal import GRDB

/// Counters, kept in the transaction of what they count.
enum M003Statistics: Migration {
    static let version = 3
    static let summary = "statistics and counters"

    static func apply(to db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE daily_statistic(
                    number INTEGER PRIMARY KEY, channel INTEGER NOT NULL, day INTEGER NOT NULL, UNIQUE(channel, day));
                CREATE TABLE hourly_count(
                    statistic INTEGER NOT NULL, hour INTEGER NOT NULL, count INTEGER NOT NULL,
                    PRIMARY KEY(statistic, hour)) WITHOUT ROWID;
                CREATE TABLE channel_total(channel INTEGER PRIMARY KEY, count INTEGER NOT NULL);
                CREATE TABLE event_count(
                    name INTEGER NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(name, day)) WITHOUT ROWID;
                CREATE TABLE sensor_activity(ident INTEGER PRIMARY KEY, last_seen INTEGER NOT NULL, messages INTEGER NOT NULL);
                -- Sessions by protocol, apart for each segment, so that they go with it; without one: 0 and an empty text.
                CREATE TABLE segment_protocol(
                    segment INTEGER NOT NULL, has_protocol INTEGER NOT NULL, protocol TEXT NOT NULL, count INTEGER NOT NULL,
                    PRIMARY KEY(segment, has_protocol, protocol)) WITHOUT ROWID;
                CREATE TABLE counter(
                    kind INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(kind, name)) WITHOUT ROWID;
                """)
    }
}
