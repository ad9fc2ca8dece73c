internal import Documents
internal import Model
internal import Storage

/// Reads dorks in any order; ties are in ascending order of id.
struct DorkReader {
    let filter: DorkFilter
    let transaction: ReadTransaction

    func slice(page: Page) throws -> Slice<StoredDork> {
        let options = transaction.readers.options
        var builder = try SliceBuilder<StoredDork>(page, rows: options.rowsPerSlice * 10)
        let rows = try rows(after: page.after, limit: filter.pattern == nil ? builder.wanted : -1)
        defer { rows.reset() }
        var clock = ScanClock(seconds: options.scanSeconds)
        let search = try filter.pattern.map { try PatternSearch($0) }
        while try rows.step() {
            try clock.tick()
            if try search?.matches(rows, column: 1) ?? true {
                guard builder.hasRoom else { return builder.partial() }
                let dork = dork(rows)
                builder.add(dork, bytes: dork.content.utf8.count + 128, at: cursor(dork, number: rows.int64(6)))
            }
            guard builder.look(at: cursor(dork(rows), number: rows.int64(6))) else { return builder.partial() }
        }
        return builder.complete()
    }

    private func rows(after cursor: Cursor?, limit: Int) throws -> PreparedStatement {
        let comparison = filter.ascending ? ">" : "<"
        var conditions: [String] = []
        if filter.type != nil { conditions.append("type = ?2") }
        let column = filter.column
        if cursor != nil { conditions.append("\(column) \(comparison)= ?3 AND (\(column) \(comparison) ?3 OR id > ?4)") }
        let rows = try transaction.db.prepared(
            """
            SELECT id, content, type, count, first_time, last_time, number FROM dork
            \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
            ORDER BY \(column) \(filter.ascending ? "ASC" : "DESC"), id LIMIT ?1
            """)
        rows.bind(1, limit)
        if let type = filter.type { rows.bind(2, type) }
        if let cursor { try bind(cursor, to: rows) }
        return rows
    }

    private func bind(_ cursor: Cursor, to rows: PreparedStatement) throws {
        let place = try CursorText.numbers(cursor, kind: filter.cursorKind, count: 4)
        if filter.sortsByText {
            // Texts may be longer than a cursor; they never change, so the row still has it.
            let find = try transaction.db.prepared("SELECT \(filter.column) FROM dork WHERE number = ?")
            find.bind(1, place[0])
            defer { find.reset() }
            guard try find.step() else { throw StorageError(.invalid, "the cursor names a dork that is gone") }
            rows.bind(3, find.string(0))
        } else {
            rows.bind(3, place[1])
        }
        rows.bind(4, blob: ObjectID(seconds: UInt32(truncatingIfNeeded: place[2]), tail: UInt64(bitPattern: place[3])).bytes)
    }

    private func cursor(_ dork: StoredDork, number: Int64) -> Cursor {
        CursorText.make(
            filter.cursorKind, number, filter.number(of: dork), Int64(dork.id.seconds), Int64(bitPattern: dork.id.tail))
    }

    private func dork(_ row: PreparedStatement) -> StoredDork {
        StoredDork(
            id: ObjectID(bytes: row.bytes(0)) ?? ObjectID(seconds: 0, tail: 0), content: row.string(1), type: row.string(2),
            count: row.int(3), first: Timestamp(microseconds: row.int64(4)), last: Timestamp(microseconds: row.int64(5)))
    }
}
