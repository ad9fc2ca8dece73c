import Documents
import Storage

/// The index of dates.
extension ObjectWriter {
    func insertDate(_ date: PartDate) { changes.dates.move(date, by: 1) }

    func deleteDate(_ date: PartDate) { changes.dates.move(date, by: -1) }

    func rows(at date: PartDate) throws -> [Int64] {
        let stored = try storedDates(
            "SELECT date, row FROM part_date WHERE object = $1 AND list = $2 AND scope = $3 AND date = $4 ORDER BY row", date, [])
        return changes.dates.entries(stored, in: date) { $0.date == date.date }.map(\.row)
    }

    func dates(from date: PartDate, limit: Int) throws -> [Int64] {
        let stored = try storedDates(
            """
            SELECT date, row FROM part_date WHERE object = $1 AND list = $2 AND scope = $3 AND date >= $4
            ORDER BY date, row LIMIT $5
            """, date, [.number(limit + changes.dates.changes(in: date))])
        return changes.dates.entries(stored, in: date) { $0.date >= date.date }.prefix(limit).map(\.date)
    }

    private func storedDates(_ sql: String, _ date: PartDate, _ more: [Parameter]) throws -> [PartDate] {
        if changes.isNew(date.object) { return [] }
        return try ask(sql, [.int(date.object), .int(date.list.rawValue), .int(date.scope), .int(date.date)] + more).map {
            PartDate(object: date.object, list: date.list, scope: date.scope, date: $0.int64(0), row: $0.int64(1))
        }
    }

    func newestParts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow] {
        let place = ListPlace(object: object, list: list)
        var stored: [PartRow] = []
        if !changes.isNew(object) {
            let condition = key == nil ? "" : "AND left(key, 200) = left($4, 200) AND key = $4"
            stored = try ask(
                """
                SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND list = $2 \(condition)
                ORDER BY row DESC LIMIT $3
                """,
                [.int(object), .int(list.rawValue), .number(limit + changes.changes(in: place))] + (key.map { [.text($0)] } ?? [])
            ).map(part).reversed()
        }
        return changes.parts(stored, in: place) { key == nil || $0.key.equalsByBytes(key ?? "") }.suffix(limit).reversed()
    }
}
