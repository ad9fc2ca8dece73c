import Documents
import Model
import Storage

/// Reads dorks in any order; ties are in ascending order of id, which is that of first receipt.
struct DorkReader {
    let reader: Reader
    let filter: DorkFilter

    /// Where a chunk goes on.
    private struct Place {
        var value: Parameter
        var key: Int64
        var position: Int64
    }

    func slice(page: Page) throws(StorageError) -> Slice<StoredDork> {
        var builder = try SliceBuilder<StoredDork>(page)
        var place = try page.after.map { cursor throws(StorageError) in try self.place(cursor) }
        var scan = try PatternScan(filter.pattern, options: reader.options)
        while true {
            let chunk = filter.pattern == nil ? builder.chunk : DorkReader.scanChunk
            let rows = try rows(after: place, limit: chunk)
            for row in rows {
                let dork = dork(row)
                if try scan.matches(Array(dork.content.utf8)) {
                    guard builder.hasRoom else { return builder.partial() }
                    builder.add(dork, bytes: dork.content.utf8.count + 128, at: cursor(dork, row))
                }
                if scan.isTired { return builder.partial(at: cursor(dork, row)) }
                place = Place(value: value(dork), key: row.int64(0), position: row.int64(1))
            }
            if rows.count < chunk { return builder.complete() }
        }
    }

    private static let scanChunk = 500

    private func rows(after place: Place?, limit: Int) throws(StorageError) -> Rows {
        var conditions = Conditions()
        let column = filter.column
        if let type = filter.type { conditions.add("type = $", .text(type)) }
        if let place {
            let comparison = filter.ascending ? ">" : "<"
            let value = conditions.parameter(place.value)
            let key = conditions.parameter(.int(place.key))
            let position = conditions.parameter(.int(place.position))
            conditions.add(
                """
                \(column) \(comparison)= \(value)
                AND (\(column) \(comparison) \(value) OR (first_key, first_position) > (\(key), \(position)))
                """)
        }
        let count = conditions.parameter(.number(limit))
        return try reader.connection.query(
            """
            SELECT first_key, first_position, content, type, count, first_time, last_time FROM dork \(conditions.clause)
            ORDER BY \(column) \(filter.ascending ? "ASC" : "DESC"), first_key, first_position LIMIT \(count)
            """,
            conditions.parameters)
    }

    private func value(_ dork: StoredDork) -> Parameter {
        switch filter.sortBy {
        case .content: .text(dork.content)
        case .type: .text(dork.type)
        case .count, .firsttime, .lasttime: .int(filter.number(of: dork))
        }
    }

    private func cursor(_ dork: StoredDork, _ row: Row) -> Cursor {
        CursorText.make(filter.cursorKind, filter.number(of: dork), row.int64(0), row.int64(1))
    }

    private func place(_ cursor: Cursor) throws(StorageError) -> Place {
        let numbers = try CursorText.numbers(cursor, kind: filter.cursorKind, count: 3)
        guard filter.sortsByText else { return Place(value: .int(numbers[0]), key: numbers[1], position: numbers[2]) }
        // Texts may be longer than a cursor; the row still has it.
        let row = try reader.connection.query(
            "SELECT \(filter.column) FROM dork WHERE first_key = $1 AND first_position = $2", .int(numbers[1]), .int(numbers[2])
        ).first
        guard let row else { throw StorageError(.invalid, "the cursor names a dork that is gone") }
        return Place(value: .text(row.string(0)), key: numbers[1], position: numbers[2])
    }

    private func dork(_ row: Row) -> StoredDork {
        StoredDork(
            id: DerivedID.id(.dork, key: row.int64(0), position: row.int(1)), content: row.string(2), type: row.string(3),
            count: row.int(4), first: Timestamp(microseconds: row.int64(5)), last: Timestamp(microseconds: row.int64(6)))
    }
}
