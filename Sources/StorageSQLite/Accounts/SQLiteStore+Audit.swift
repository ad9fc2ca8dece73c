internal import Documents
internal import GRDB
public import Storage

extension Database {
    /// Adds a link to the audit log; in the transaction of what it tells of, where there is one.
    func appendAudit(_ entry: AuditEntry) throws {
        let head = try first("SELECT chain, sequence, hash FROM audit_head WHERE chain = 0", row: SQLiteStore.auditHead)
        let link = AuditLink(entry, after: head ?? AuditHead(chain: 0))
        try change(
            "INSERT INTO audit(chain, sequence, time, actor, action, subject, hash) VALUES(?, ?, ?, ?, ?, ?, ?)",
            .integer(Int64(link.chain)), .integer(link.sequence), .integer(entry.time.microseconds), .text(entry.actor),
            .text(entry.action), .text(entry.subject), .bytes(link.hash))
        try change(
            "REPLACE INTO audit_head(chain, sequence, hash) VALUES(?, ?, ?)", .integer(Int64(link.chain)), .integer(link.sequence),
            .bytes(link.hash))
    }
}

extension SQLiteStore {
    /// See ``AccountStore/appendAudit(_:)``. One file has one chain: its writers take turns.
    public func appendAudit(_ entry: AuditEntry) async throws(StorageError) {
        try await writer.write { try $0.db.appendAudit(entry) }
    }

    /// See ``AccountStore/auditEntries(limit:)``.
    public func auditEntries(limit: Int) async throws(StorageError) -> [AuditEntry] {
        try accountRows(
            "SELECT chain, sequence, time, actor, action, subject, hash FROM audit ORDER BY number DESC LIMIT ?",
            .integer(Int64(max(0, limit))), row: AccountRows.auditLink
        ).map(\.entry)
    }

    /// See ``AccountStore/auditHeads()``.
    public func auditHeads() async throws(StorageError) -> [AuditHead] {
        try accountRows("SELECT chain, sequence, hash FROM audit_head ORDER BY chain", row: SQLiteStore.auditHead)
    }

    /// See ``AccountStore/auditLinks(chain:after:limit:)``.
    public func auditLinks(chain: Int, after sequence: Int64, limit: Int) async throws(StorageError) -> [AuditLink] {
        try accountRows(
            """
            SELECT chain, sequence, time, actor, action, subject, hash FROM audit WHERE chain = ? AND sequence > ?
            ORDER BY sequence LIMIT ?
            """,
            .integer(Int64(chain)), .integer(sequence), .integer(Int64(max(0, limit))), row: AccountRows.auditLink)
    }

    fileprivate static func auditHead(_ row: PreparedStatement, _ db: Database) throws -> AuditHead {
        AuditHead(chain: row.int(0), sequence: row.int64(1), hash: row.bytes(2))
    }
}
