import Documents
import Model
import Storage

/// Reads which messages contributed to a document.
struct MentionReader {
    /// Ids shown of a list that could grow without bound (ruling 60).
    static let maximumIDs = 1_000

    let reader: Reader
    let table: String

    /// The newest messages in the order of receipt.
    func messageIDs(of digest: [UInt8]) throws(StorageError) -> [ObjectID] {
        let rows = try reader.connection.query(
            """
            SELECT m.key, f.id FROM \(table) m LEFT JOIN foreign_id f ON f.key = m.key WHERE m.digest = $1
            ORDER BY m.key DESC LIMIT \(MentionReader.maximumIDs)
            """,
            .bytes(digest))
        let marks = try reader.marks(covering: rows.map { $0.int64(0) })
        return rows.map { marks.messageID(RecordKey(rawValue: $0.int64(0)), kept: $0.optionalBytes(1)) }.reversed()
    }
}
