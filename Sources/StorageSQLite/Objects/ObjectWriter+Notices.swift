internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// What changes of objects mean for those who watch them.
extension ObjectWriter {
    func subscribers(of object: ObjectID) throws -> [Subscriber] {
        let rows = try tables.db.prepared(
            """
            SELECT user, NULL FROM object_mark WHERE object = ? AND kind = ?
            UNION ALL SELECT user, source FROM source_subscription
            """)
        rows.bind([.bytes(object.bytes), .integer(MarkKind.subscription.rawValue)])
        return try ObjectRows.collect(rows) { Subscriber(user: $0.string(0), source: $0.optionalString(1)) }
    }

    func insert(_ notice: NewNotice, for users: [String], at time: Timestamp) throws {
        for user in users {
            try tables.db.change(
                "INSERT INTO notification(user, time, kind, type, object, analyst, text, is_read) VALUES(?, ?, ?, ?, ?, ?, ?, 0)",
                .text(user), .integer(time.microseconds), .integer(notice.kind.rawValue), .text(notice.type.name),
                .bytes(notice.id.bytes), .text(notice.analyst), .text(notice.text))
        }
    }

    func forget(_ object: ObjectID) throws {
        try tables.db.change("DELETE FROM object_mark WHERE object = ?", .bytes(object.bytes))
        try tables.db.change("DELETE FROM notification WHERE object = ?", .bytes(object.bytes))
    }
}
