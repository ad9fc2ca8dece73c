import Documents
import Storage

/// Writes what a group has changed: what goes, what changes, what comes, and last the counters, sorted, so that processes do
/// not wait for each other in circles.
struct ObjectFlush {
    let changes: PendingChanges
    /// Whose counters are moved (design decision 19).
    let node: Int
    let connection: Connection

    func run() throws(StorageError) {
        let objects = changes.objects.values.filter(\.value.isChanged).sorted { $0.key < $1.key }
        let parts = changes.parts.values.sorted { $0.key < $1.key }
        try connection.pipeline(removals(objects, parts) + updates(objects.map(\.value)) + updates(parts.map(\.value)))
        try insert(objects.map(\.value))
        try insert(parts.map(\.value))
        try insertIdentities()
        try connection.pipeline(fileLinks() + audit() + dates() + changes.others + counters() + tags() + generation())
    }

    // MARK: What goes

    private func removals(
        _ objects: [(key: Int64, value: PendingObject)], _ parts: [(key: EntryPlace, value: PendingPart)]
    ) -> [Statement] {
        let gone = objects.filter { $0.value.isStored && ($0.value.isReplaced || $0.value.row == nil) }.map(\.key)
        let goneParts = parts.filter { $0.value.isStored && ($0.value.isReplaced || $0.value.part == nil) }.map(\.key)
        let goneLinks = changes.links.values.filter { $0.value < 0 }.map(\.key)
        let goneFiles = changes.files.values.filter { $0.value.isStored && $0.value.target == nil }.map(\.key)
        var statements: [Statement] = []
        if !gone.isEmpty { statements.append(("DELETE FROM object WHERE key = ANY($1)", [.ints(gone)])) }
        if !goneParts.isEmpty {
            statements.append(
                (
                    """
                    DELETE FROM object_part AS p USING unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS gone(object, list, row)
                    WHERE p.object = gone.object AND p.list = gone.list AND p.row = gone.row
                    """,
                    [.ints(goneParts.map(\.list.object)), .ints(goneParts.map(\.list.list.rawValue)), .ints(goneParts.map(\.row))]
                ))
        }
        if !goneLinks.isEmpty {
            statements.append(
                (
                    """
                    DELETE FROM object_identity AS i USING unnest($1::bigint[], $2::bigint[]) AS gone(identity, object)
                    WHERE i.identity = gone.identity AND i.object = gone.object
                    """, [.ints(goneLinks.map(\.identity)), .ints(goneLinks.map(\.object))]
                ))
        }
        if !goneFiles.isEmpty {
            statements.append(("DELETE FROM file_reference WHERE id = ANY($1)", [.blobs(goneFiles.map(\.bytes))]))
        }
        return statements
    }

    // MARK: What changes

    private func updates(_ objects: [PendingObject]) -> [Statement] {
        objects.filter { $0.isStored && !$0.isReplaced }.compactMap { object in
            guard let row = object.row else { return nil }
            var values: [Parameter] = [
                .int(row.key), .int(row.accessClass), .bytes(row.target?.bytes), .int(row.created), .int(row.modified),
                .text(row.main), .number(row.inlineParts), .bytes(IdentityList.encode(row.identities)),
            ]
            var assignments = ""
            if let tokens = object.tokens {
                values.append(.ints(ObjectFlush.array(tokens)))
                assignments += ", tokens = $\(values.count)"
            }
            if object.isHeadChanged {
                values.append(.bytes(row.head))
                assignments += ", head = $\(values.count)"
            }
            return (
                """
                UPDATE object SET class = $2, target = $3, created = $4, modified = $5, main = $6, inline_parts = $7, identities = $8
                \(assignments) WHERE key = $1
                """, values
            )
        }
    }

    private func updates(_ parts: [PendingPart]) -> [Statement] {
        parts.filter { $0.isStored && !$0.isReplaced }.compactMap { pending in
            guard let part = pending.part else { return nil }
            var values: [Parameter] = [
                .int(part.object), .int(part.list.rawValue), .int(part.row), .text(part.key), .int(part.level), .bytes(part.value),
            ]
            if let tokens = pending.tokens { values.append(.ints(ObjectFlush.array(tokens))) }
            return (
                """
                UPDATE object_part SET key = $4, level = $5, value = $6\(pending.tokens == nil ? "" : ", tokens = $7")
                WHERE object = $1 AND list = $2 AND row = $3
                """, values
            )
        }
    }

    private static func array(_ tokens: Set<UInt64>) -> [Int64] { tokens.map { Int64(bitPattern: $0) }.sorted() }

    // MARK: What comes

    private func insert(_ objects: [PendingObject]) throws(StorageError) {
        var rows = CopyBuffer()
        for object in objects where !object.isStored || object.isReplaced {
            guard let row = object.row else { continue }
            rows.beginRow(columns: 12)
            rows.long(row.key)
            rows.bytes(row.id.bytes)
            rows.text(row.type)
            rows.long(row.accessClass)
            rows.optionalBytes(row.target?.bytes)
            rows.long(row.created)
            rows.long(row.modified)
            rows.text(row.main)
            rows.long(Int64(row.inlineParts))
            rows.bytes(IdentityList.encode(row.identities))
            rows.longs(ObjectFlush.array(object.tokens ?? []))
            rows.bytes(row.head)
        }
        try connection.copy(
            into: "object(key, id, type, class, target, created, modified, main, inline_parts, identities, tokens, head)", rows)
    }

    private func insert(_ parts: [PendingPart]) throws(StorageError) {
        var rows = CopyBuffer()
        for pending in parts where !pending.isStored || pending.isReplaced {
            guard let part = pending.part else { continue }
            rows.beginRow(columns: 7)
            rows.long(part.object)
            rows.long(part.list.rawValue)
            rows.long(part.row)
            rows.text(part.key)
            rows.long(part.level)
            rows.longs(pending.tokens.map(ObjectFlush.array))
            rows.bytes(part.value)
        }
        try connection.copy(into: "object_part(object, list, row, key, level, tokens, value)", rows)
    }

    private func insertIdentities() throws(StorageError) {
        var rows = CopyBuffer()
        for link in changes.links.values.filter({ $0.value > 0 }).keys.sorted(by: { ($0.identity, $0.object) < ($1.identity, $1.object) }) {
            rows.beginRow(columns: 2)
            rows.long(link.identity)
            rows.long(link.object)
        }
        try connection.copy(into: "object_identity(identity, object)", rows)
    }

    private func fileLinks() -> [Statement] {
        let links = changes.files.values.sorted { $0.key < $1.key }.compactMap(\.value.target)
        guard !links.isEmpty else { return [] }
        return [
            (
                "INSERT INTO file_reference SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bytea[])",
                [.blobs(links.map(\.reference.id.bytes)), .ints(links.map(\.blob)), .blobs(links.map(\.owner.bytes))]
            )
        ]
    }

    private func audit() -> [Statement] {
        guard !changes.audits.isEmpty else { return [] }
        let entries = changes.audits.map(\.entry)
        return [
            (
                """
                INSERT INTO object_audit(time, account, type, target, method, value)
                SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[])
                """,
                [
                    .ints(changes.audits.map(\.time.microseconds)), .texts(entries.map(\.user)), .texts(entries.map(\.type)),
                    .blobs(entries.map(\.target.bytes)), .texts(entries.map(\.method)), .texts(entries.map(\.value)),
                ]
            )
        ]
    }

    // MARK: Counters

    private func counters() -> [Statement] {
        let moved = changes.counts.values.filter { $0.value != 0 }.sorted {
            ($0.key.type, $0.key.accessClass) < ($1.key.type, $1.key.accessClass)
        }
        guard !moved.isEmpty else { return [] }
        return [
            (
                """
                INSERT INTO object_count SELECT type, class, $4, value FROM unnest($1::text[], $2::bigint[], $3::bigint[])
                    AS moved(type, class, value)
                ON CONFLICT (type, class, node) DO UPDATE SET value = object_count.value + excluded.value
                """,
                [.texts(moved.map(\.key.type)), .ints(moved.map(\.key.accessClass)), .ints(moved.map(\.value)), .number(node)]
            )
        ]
    }

    /// What is remembered of searches ends when a document changes.
    private func generation() -> [Statement] {
        let isMoved = changes.objects.values.values.contains(where: \.isChanged) || !changes.parts.values.isEmpty
        guard isMoved else { return [] }
        return [
            (
                "INSERT INTO object_generation VALUES($1, 1) ON CONFLICT (node) DO UPDATE SET value = object_generation.value + 1",
                [.number(node)]
            )
        ]
    }

    private func tags() -> [Statement] { TagRows.add(changes.tags.values, node: node) }

    private func dates() -> [Statement] {
        let places = "unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])"
        let moves = changes.dates.moves.values
        let gone = moves.filter { $0.value < 0 }.map(\.key)
        let came = moves.filter { $0.value > 0 }.map(\.key)
        var statements: [Statement] = []
        if !gone.isEmpty {
            statements.append(
                (
                    """
                    DELETE FROM part_date AS d USING \(places) AS gone(object, list, scope, date, row)
                    WHERE d.object = gone.object AND d.list = gone.list AND d.scope = gone.scope AND d.date = gone.date AND d.row = gone.row
                    """, ObjectFlush.columns(gone)
                ))
        }
        if !came.isEmpty {
            statements.append(
                (
                    "INSERT INTO part_date(object, list, scope, date, row) SELECT * FROM \(places) ON CONFLICT DO NOTHING",
                    ObjectFlush.columns(came)
                ))
        }
        return statements
    }

    private static func columns(_ dates: [PartDate]) -> [Parameter] {
        [
            .ints(dates.map(\.object)), .ints(dates.map(\.list.rawValue)), .ints(dates.map(\.scope)), .ints(dates.map(\.date)),
            .ints(dates.map(\.row)),
        ]
    }
}
