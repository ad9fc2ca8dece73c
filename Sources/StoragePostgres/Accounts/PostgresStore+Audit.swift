import Documents
import Model
public import Storage

extension Connection {
    /// Adds a link to the audit log of a node, in the transaction that is under way. Others of the node wait for its end.
    func appendAudit(_ entry: AuditEntry, node: Int) throws(StorageError) {
        try query("INSERT INTO audit_head(chain, sequence, hash) VALUES($1::int8, 0, '') ON CONFLICT DO NOTHING", .number(node))
        let heads = try query("SELECT chain, sequence, hash FROM audit_head WHERE chain = $1::int8 FOR UPDATE", .number(node))
        let link = AuditLink(entry, after: heads.first.map(AccountRows.auditHead) ?? AuditHead(chain: node))
        try query(
            "INSERT INTO audit(\(AccountRows.auditLink)) VALUES($1::int8, $2, $3, $4, $5, $6, $7)", .number(node), .int(link.sequence),
            .int(entry.time.microseconds), .text(entry.actor), .text(entry.action), .text(entry.subject), .bytes(link.hash))
        try query(
            "UPDATE audit_head SET sequence = $2, hash = $3 WHERE chain = $1::int8", .number(node), .int(link.sequence),
            .bytes(link.hash))
    }
}

extension PostgresStore {
    /// See ``AccountStore/appendAudit(_:)``. Commands, which claim no node, share the chain of imports.
    public func appendAudit(_ entry: AuditEntry) async throws(StorageError) {
        let node = writer.claimed?.node ?? NodeIdentities.importNode
        try await writer.change { connection throws(StorageError) in try connection.appendAudit(entry, node: Int(node)) }
    }

    /// See ``AccountStore/auditEntries(limit:)``.
    public func auditEntries(limit: Int) async throws(StorageError) -> [AuditEntry] {
        try await rows(
            "SELECT \(AccountRows.auditLink) FROM audit ORDER BY number DESC LIMIT $1", [.number(max(0, limit))],
            row: AccountRows.auditLink
        ).map(\.entry)
    }

    /// See ``AccountStore/auditHeads()``.
    public func auditHeads() async throws(StorageError) -> [AuditHead] {
        try await rows("SELECT chain, sequence, hash FROM audit_head ORDER BY chain", row: AccountRows.auditHead)
    }

    /// See ``AccountStore/auditLinks(chain:after:limit:)``.
    public func auditLinks(chain: Int, after sequence: Int64, limit: Int) async throws(StorageError) -> [AuditLink] {
        try await rows(
            "SELECT \(AccountRows.auditLink) FROM audit WHERE chain = $1::int8 AND sequence > $2 ORDER BY sequence LIMIT $3",
            [.number(chain), .int(sequence), .number(max(0, limit))], row: AccountRows.auditLink)
    }
}
