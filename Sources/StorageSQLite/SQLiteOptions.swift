/// How a ``SQLiteStore`` uses its file and its memory.
public struct SQLiteOptions: Sendable {
    /// Rows after which a time segment is sealed and a new one starts.
    public var segmentRows = 1_000_000
    /// Connections for pages, which are answered where they are asked for.
    public var readers = 4
    /// Connections for scans, each with a thread of its own.
    public var scanners = 2
    /// Seconds to wait for another process that writes.
    public var busySeconds = 5.0
    /// Seconds that one scan with a regular expression may take (design decision 7).
    public var scanSeconds = 10.0
    /// Rows that one slice may look at before it gives what it has.
    public var rowsPerSlice = 20_000
    /// Page cache of the writing connection.
    public var writerCacheBytes = 48 << 20
    /// Page cache of each reading connection.
    public var readerCacheBytes = 6 << 20
    /// Size of the write-ahead log at which readers are waited for, so that it can start anew.
    public var maximumLogBytes: Int64 = 128 << 20
    /// Size of the file in pages of 8 KiB; nil when only the disk limits it.
    public var maximumPages: Int?

    /// The options that `waggle serve` uses.
    public init() {}
}
