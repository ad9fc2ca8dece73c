internal import Documents
internal import GRDB
public import Storage

/// What users keep about objects for themselves.
extension SQLiteStore {
    private static let noticeColumns = "number, time, kind, type, object, analyst, text, is_read"

    /// See ``PersonalStore/marks(_:of:limit:)``.
    public func marks(_ kind: MarkKind, of user: String, limit: Int) async throws(StorageError) -> [ObjectMark] {
        try accountRows(
            "SELECT type, object, time FROM object_mark WHERE user = ? AND kind = ? ORDER BY time DESC, object DESC LIMIT ?",
            .text(user), .integer(kind.rawValue), .integer(Int64(limit))
        ) { row, _ in
            ObjectMark(type: row.string(0), id: ObjectRows.id(row, 1), time: Timestamp(microseconds: row.int64(2)))
        }
    }

    /// See ``PersonalStore/setMark(_:_:of:isOn:)``.
    public func setMark(_ kind: MarkKind, _ mark: ObjectMark, of user: String, isOn: Bool) async throws(StorageError) {
        try await writer.write { transaction in
            if isOn {
                _ = try transaction.db.change(
                    "INSERT OR IGNORE INTO object_mark(object, kind, user, type, time) VALUES(?, ?, ?, ?, ?)", .bytes(mark.id.bytes),
                    .integer(kind.rawValue), .text(user), .text(mark.type), .integer(mark.time.microseconds))
            } else {
                _ = try transaction.db.change(
                    "DELETE FROM object_mark WHERE object = ? AND kind = ? AND user = ?", .bytes(mark.id.bytes),
                    .integer(kind.rawValue), .text(user))
            }
        }
    }

    /// See ``PersonalStore/sourceSubscriptions(of:)``.
    public func sourceSubscriptions(of user: String) async throws(StorageError) -> [SourceSubscription] {
        try accountRows("SELECT source, time FROM source_subscription WHERE user = ? ORDER BY source", .text(user)) { row, _ in
            SourceSubscription(name: row.string(0), time: Timestamp(microseconds: row.int64(1)))
        }
    }

    /// See ``PersonalStore/setSubscription(_:of:isOn:)``.
    public func setSubscription(_ subscription: SourceSubscription, of user: String, isOn: Bool) async throws(StorageError) {
        try await writer.write { transaction in
            if isOn {
                _ = try transaction.db.change(
                    "INSERT OR IGNORE INTO source_subscription(user, source, time) VALUES(?, ?, ?)", .text(user),
                    .text(subscription.name), .integer(subscription.time.microseconds))
            } else {
                _ = try transaction.db.change(
                    "DELETE FROM source_subscription WHERE user = ? AND source = ?", .text(user), .text(subscription.name))
            }
        }
    }

    // MARK: Notifications

    /// See ``PersonalStore/notices(of:before:limit:)``.
    public func notices(of user: String, before number: Int64?, limit: Int) async throws(StorageError) -> [Notice] {
        try accountRows(
            "SELECT \(SQLiteStore.noticeColumns) FROM notification WHERE user = ? AND number < ? ORDER BY number DESC LIMIT ?",
            .text(user), .integer(number ?? Int64.max), .integer(Int64(limit))
        ) { row, _ -> Notice? in
            // Nil for a kind that only a later version knows.
            NoticeKind(rawValue: row.int64(2)).map { kind in
                Notice(
                    number: row.int64(0), time: Timestamp(microseconds: row.int64(1)), kind: kind, type: row.string(3),
                    id: ObjectRows.id(row, 4), analyst: row.string(5), text: row.string(6), isRead: row.int64(7) != 0)
            }
        }.compactMap { $0 }
    }

    /// See ``PersonalStore/markNoticesRead(of:upTo:)``.
    public func markNoticesRead(of user: String, upTo number: Int64) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change(
                "UPDATE notification SET is_read = 1 WHERE user = ? AND number <= ? AND is_read = 0", .text(user), .integer(number))
        }
    }

    /// See ``PersonalStore/removeNotices(of:_:)``.
    public func removeNotices(of user: String, _ removal: NoticeRemoval) async throws(StorageError) {
        try await writer.write { transaction in
            switch removal {
            case .one(let number):
                _ = try transaction.db.change("DELETE FROM notification WHERE user = ? AND number = ?", .text(user), .integer(number))
            case .upTo(let number):
                _ = try transaction.db.change("DELETE FROM notification WHERE user = ? AND number <= ?", .text(user), .integer(number))
            }
        }
    }

    /// See ``PersonalStore/trimNotices(keeping:)``.
    public func trimNotices(keeping count: Int) async throws(StorageError) -> Int {
        let users = try accountRows("SELECT DISTINCT user FROM notification") { row, _ in row.string(0) }
        var removed = 0
        for user in users {
            removed += try await writer.write { transaction in
                try transaction.db.change(
                    """
                    DELETE FROM notification WHERE user = ?1 AND number <=
                        (SELECT number FROM notification WHERE user = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)
                    """, .text(user), .integer(Int64(count)))
            }
        }
        return removed
    }
}
