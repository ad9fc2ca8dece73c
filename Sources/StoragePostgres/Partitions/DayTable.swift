import Documents
import Model
import Storage

/// Makes and lists partitions.
enum DayTable {
    /// The tables that are cut into days.
    static let tables = ["raw", "session", "activity"]

    /// Lowest key of a day from today on.
    static func today(plus days: Int) -> Int64 {
        let seconds = Timestamp.now.seconds + Int64(days) * 86_400
        return DayPartition.low(ofSecond: UInt32(clamping: seconds))
    }

    /// All days in ascending order.
    static func days(_ connection: Connection) throws(StorageError) -> [DayPartition] {
        try connection.query(
            "SELECT low, high, receipt_lag_low, receipt_lag_high, session_lag_low, session_lag_high FROM day ORDER BY low"
        ).map { row in
            DayPartition(
                low: row.int64(0), high: row.int64(1), receipt: Lag(low: row.int64(2), high: row.int64(3)),
                session: Lag(low: row.int64(4), high: row.int64(5)))
        }
    }

    /// Makes the days that are missing, in a transaction of its own.
    ///
    /// A new table is attached, not made as a partition: that takes a lock which readers and writers do not wait for.
    static func make(_ lows: some Collection<Int64>, _ connection: Connection) throws(StorageError) {
        try connection.transaction { () throws(StorageError) in
            try AdvisoryLock.partitions.takeForTransaction(connection)
            let known = Set(try connection.query("SELECT low FROM day WHERE low = ANY($1)", .ints(Array(lows))).map { $0.int64(0) })
            for low in lows.sorted() where !known.contains(low) {
                let day = DayPartition(low: low)
                for table in tables {
                    try connection.execute(
                        """
                        CREATE TABLE \(table)_\(day.name)(LIKE \(table) INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE);
                        ALTER TABLE \(table) ATTACH PARTITION \(table)_\(day.name)
                            FOR VALUES FROM (\(day.low)) TO (\(day.high == .max ? "MAXVALUE" : "\(day.high)"))
                        """)
                }
                try connection.query("INSERT INTO day(low, high) VALUES($1, $2)", .int(day.low), .int(day.high))
            }
        }
    }

    /// Widens the lags of a day.
    static func widen(_ day: DayPartition, _ connection: Connection) throws(StorageError) {
        try connection.query(
            """
            UPDATE day SET receipt_lag_low = least(receipt_lag_low, $2), receipt_lag_high = greatest(receipt_lag_high, $3),
                session_lag_low = least(session_lag_low, $4), session_lag_high = greatest(session_lag_high, $5)
            WHERE low = $1
            """,
            .int(day.low), .int(day.receipt.low), .int(day.receipt.high), .int(day.session.low), .int(day.session.high))
    }
}
