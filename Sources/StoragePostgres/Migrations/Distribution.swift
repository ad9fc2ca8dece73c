/// How a table lies on the nodes of a cluster that shards (design decision 18; `postgres-notes.md`, Citus).
///
/// Every unique key of a sharded table contains the column by which it is sharded, and joins between sharded tables go by it.
enum Distribution: Equatable {
    /// Sharded by a column; tables of one group keep equal values together.
    case sharded(by: String, group: String)
    /// A full copy everywhere.
    case reference
    /// On the coordinator only.
    case local

    /// All tables of the schema.
    static let tables: [String: Distribution] = [
        "raw": .sharded(by: "key", group: "messages"),
        "session": .sharded(by: "raw", group: "messages"),
        "activity": .sharded(by: "raw", group: "messages"),
        "url": .sharded(by: "digest", group: "urls"),
        "url_mention": .sharded(by: "digest", group: "urls"),
        "url_extraction": .sharded(by: "digest", group: "urls"),
        "file": .sharded(by: "digest", group: "files"),
        "file_mention": .sharded(by: "digest", group: "files"),
        "content_chunk": .sharded(by: "digest", group: "files"),
        "dork": .sharded(by: "digest", group: "dorks"),
        "dork_event": .sharded(by: "digest", group: "dorks"),
        "metadata": .sharded(by: "digest", group: "metadata"),
        "metadata_event": .sharded(by: "digest", group: "metadata"),
        "import_digest": .sharded(by: "digest", group: "imports"),
        "foreign_id": .reference,
        "foreign_session": .reference,
        "foreign_document": .reference,
        "counter": .reference,
        "hourly": .reference,
        "sensor_activity": .reference,
        "schema_version": .local, "number": .local, "node": .local, "day": .local,
        "account": .local, "role": .local, "api_key": .local, "login_session": .local, "sensor": .local, "upstream": .local,
        "setting": .local, "audit": .local, "audit_head": .local, "login_state": .local, "reset_token": .local, "source": .local,
        "item": .local,
        // Objects are few beside messages, and unique by keys that no column of distribution is part of.
        "object": .local, "object_identity": .local, "object_part": .local, "access_class": .local, "object_count": .local,
        "object_generation": .local, "tag_count": .local, "part_date": .local, "object_mark": .local, "source_subscription": .local,
        "notification": .local, "object_audit": .local, "blob": .local, "blob_chunk": .local, "file_reference": .local,
        "analysis_task": .local,
    ]
}
