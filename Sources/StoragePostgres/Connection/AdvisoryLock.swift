import Storage

/// Locks that processes on one database agree on; the first number of each is `Wagl`.
struct AdvisoryLock {
    private static let space: Int64 = 0x5761_676C
    let number: Int64

    static let migration = AdvisoryLock(number: 1_000)
    static let partitions = AdvisoryLock(number: 1_001)
    /// Of who makes an access class, so that their numbers become visible in order.
    static let accessClasses = AdvisoryLock(number: 1_002)
    /// Shared by who refers to contents of files, alone of who removes some.
    static let contents = AdvisoryLock(number: 1_003)
    /// Of who claims analyses.
    static let analyses = AdvisoryLock(number: 1_004)

    /// Held by the process whose node it is, as long as its writing connection lives.
    static func node(_ node: Int) -> AdvisoryLock { AdvisoryLock(number: Int64(node)) }

    /// Waits for the lock; the end of the transaction lets it go.
    func takeForTransaction(_ connection: Connection) throws(StorageError) {
        try connection.query("SELECT pg_advisory_xact_lock($1::int4, $2::int4)", parameters)
    }

    /// The same, beside others who take it so.
    func shareForTransaction(_ connection: Connection) throws(StorageError) {
        try connection.query("SELECT pg_advisory_xact_lock_shared($1::int4, $2::int4)", parameters)
    }

    /// Takes it if nobody has it, until the end of the transaction.
    func tryTakeForTransaction(_ connection: Connection) throws(StorageError) -> Bool {
        try connection.query("SELECT pg_try_advisory_xact_lock($1::int4, $2::int4)", parameters).first?.flag(0) ?? false
    }

    /// The same, beside others who take it so.
    func tryShareForTransaction(_ connection: Connection) throws(StorageError) -> Bool {
        try connection.query("SELECT pg_try_advisory_xact_lock_shared($1::int4, $2::int4)", parameters).first?.flag(0) ?? false
    }

    /// Takes the lock for as long as the connection lives, if nobody has it.
    func tryTake(_ connection: Connection) throws(StorageError) -> Bool {
        try connection.query("SELECT pg_try_advisory_lock($1::int4, $2::int4)", parameters).first?.flag(0) ?? false
    }

    /// Ends the connection of an earlier server process that still holds the lock: one that this process has lost, but whose
    /// loss the server has not noticed.
    func endHolder(process: Int32, _ connection: Connection) throws(StorageError) {
        try connection.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND classid::int8 = $1 AND objid::int8 = $2 AND pid = $3
            """,
            parameters + [.number(process)])
    }

    private var parameters: [Parameter] { [.int(AdvisoryLock.space), .int(number)] }
}
