/// How a ``PostgresStore`` uses its database.
public struct PostgresOptions: Sendable {
    /// Name under which this process finds its node number again after a restart, which a spool depends on: its keys carry
    /// the number. Nil takes any number that nobody has.
    public var nodeName: String?
    /// Connections for pages and accounts.
    public var readers: Int
    /// Connections for scans with a regular expression.
    public var scanners = 1
    /// Seconds that one statement of a page may take.
    public var readSeconds = 10.0
    /// Seconds that one scan with a regular expression may take (design decision 7).
    public var scanSeconds = 10.0
    /// Seconds that one statement of a batch may take; long enough for a lock of another node.
    public var writeSeconds = 60.0
    /// Seconds to wait for a node number or a lock that another process holds.
    public var lockSeconds = 10.0
    /// Seconds to wait for one host to answer.
    public var connectSeconds = 5
    /// Rows that one slice of a scan may look at before it gives what it has.
    public var rowsPerScan = 200_000
    /// Days for which partitions are made ahead.
    public var daysAhead = 3

    /// The options that `waggle serve` uses.
    ///
    /// - Parameter processors: the pool has at most two connections for each (`postgres-notes.md`).
    public init(processors: Int = 2) {
        readers = max(2, min(2 * processors, 16) - 1)
    }
}
