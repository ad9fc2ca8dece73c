import Documents
import Model
import Storage

/// What changes of objects mean for those who watch them.
extension ObjectWriter {
    func subscribers(of object: ObjectID) throws -> [Subscriber] {
        try ask(
            """
            SELECT account, NULL::text FROM object_mark WHERE object = $1 AND kind = $2
            UNION ALL SELECT account, source FROM source_subscription
            """, .bytes(object.bytes), .int(MarkKind.subscription.rawValue)
        ).map { Subscriber(user: $0.string(0), source: $0.optionalString(1)) }
    }

    func insert(_ notice: NewNotice, for users: [String], at time: Timestamp) {
        changes.add(
            (
                """
                INSERT INTO notification(account, time, kind, type, object, analyst, text, is_read)
                SELECT user_name, $2, $3, $4, $5, $6, $7, false FROM unnest($1::text[]) AS given(user_name)
                """,
                [
                    .texts(users), .int(time.microseconds), .int(notice.kind.rawValue), .text(notice.type.name),
                    .bytes(notice.id.bytes), .text(notice.analyst), .text(notice.text),
                ]
            ))
    }

    func forget(_ object: ObjectID) {
        changes.add(("DELETE FROM object_mark WHERE object = $1", [.bytes(object.bytes)]))
        changes.add(("DELETE FROM notification WHERE object = $1", [.bytes(object.bytes)]))
    }
}
