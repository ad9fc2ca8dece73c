import Documents
public import Storage

/// What users keep about objects for themselves.
extension PostgresStore {
    private static let noticeColumns = "number, time, kind, type, object, analyst, text, is_read"

    /// See ``PersonalStore/marks(_:of:limit:)``.
    public func marks(_ kind: MarkKind, of user: String, limit: Int) async throws(StorageError) -> [ObjectMark] {
        try await rows(
            "SELECT type, object, time FROM object_mark WHERE account = $1 AND kind = $2 ORDER BY time DESC, object DESC LIMIT $3",
            [.text(user), .int(kind.rawValue), .number(limit)]
        ) { row in
            ObjectMark(type: row.string(0), id: PostgresStore.id(row, 1), time: Timestamp(microseconds: row.int64(2)))
        }
    }

    /// See ``PersonalStore/setMark(_:_:of:isOn:)``.
    public func setMark(_ kind: MarkKind, _ mark: ObjectMark, of user: String, isOn: Bool) async throws(StorageError) {
        if isOn {
            try await change(
                "INSERT INTO object_mark(object, kind, account, type, time) VALUES($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                [.bytes(mark.id.bytes), .int(kind.rawValue), .text(user), .text(mark.type), .int(mark.time.microseconds)])
        } else {
            try await change(
                "DELETE FROM object_mark WHERE object = $1 AND kind = $2 AND account = $3",
                [.bytes(mark.id.bytes), .int(kind.rawValue), .text(user)])
        }
    }

    /// See ``PersonalStore/sourceSubscriptions(of:)``.
    public func sourceSubscriptions(of user: String) async throws(StorageError) -> [SourceSubscription] {
        try await rows("SELECT source, time FROM source_subscription WHERE account = $1 ORDER BY source", [.text(user)]) { row in
            SourceSubscription(name: row.string(0), time: Timestamp(microseconds: row.int64(1)))
        }
    }

    /// See ``PersonalStore/setSubscription(_:of:isOn:)``.
    public func setSubscription(_ subscription: SourceSubscription, of user: String, isOn: Bool) async throws(StorageError) {
        if isOn {
            try await change(
                "INSERT INTO source_subscription(account, source, time) VALUES($1, $2, $3) ON CONFLICT DO NOTHING",
                [.text(user), .text(subscription.name), .int(subscription.time.microseconds)])
        } else {
            try await change(
                "DELETE FROM source_subscription WHERE account = $1 AND source = $2", [.text(user), .text(subscription.name)])
        }
    }

    // MARK: Notifications

    /// See ``PersonalStore/notices(of:before:limit:)``.
    public func notices(of user: String, before number: Int64?, limit: Int) async throws(StorageError) -> [Notice] {
        try await rows(
            "SELECT \(PostgresStore.noticeColumns) FROM notification WHERE account = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
            [.text(user), .int(number ?? Int64.max), .number(limit)]
        ) { row -> Notice? in
            // Nil for a kind that only a later version knows.
            NoticeKind(rawValue: row.int64(2)).map { kind in
                Notice(
                    number: row.int64(0), time: Timestamp(microseconds: row.int64(1)), kind: kind, type: row.string(3),
                    id: PostgresStore.id(row, 4), analyst: row.string(5), text: row.string(6), isRead: row.flag(7))
            }
        }.compactMap { $0 }
    }

    /// See ``PersonalStore/markNoticesRead(of:upTo:)``.
    public func markNoticesRead(of user: String, upTo number: Int64) async throws(StorageError) {
        try await change(
            "UPDATE notification SET is_read = true WHERE account = $1 AND number <= $2 AND NOT is_read", [.text(user), .int(number)])
    }

    /// See ``PersonalStore/removeNotices(of:_:)``.
    public func removeNotices(of user: String, _ removal: NoticeRemoval) async throws(StorageError) {
        switch removal {
        case .one(let number):
            try await change("DELETE FROM notification WHERE account = $1 AND number = $2", [.text(user), .int(number)])
        case .upTo(let number):
            try await change("DELETE FROM notification WHERE account = $1 AND number <= $2", [.text(user), .int(number)])
        }
    }

    /// See ``PersonalStore/trimNotices(keeping:)``.
    public func trimNotices(keeping count: Int) async throws(StorageError) -> Int {
        let users = try await rows("SELECT DISTINCT account FROM notification") { $0.string(0) }
        var removed = 0
        for user in users {
            removed += try await writer.change { connection throws(StorageError) in
                try connection.query(
                    """
                    DELETE FROM notification WHERE account = $1 AND number <=
                        (SELECT number FROM notification WHERE account = $1 ORDER BY number DESC LIMIT 1 OFFSET $2)
                    """, .text(user), .number(count)
                ).changes
            }
        }
        return removed
    }

    private static func id(_ row: Row, _ column: Int32) -> ObjectID {
        ObjectID(bytes: row.bytes(column)) ?? ObjectID(seconds: 0, tail: 0)
    }
}
