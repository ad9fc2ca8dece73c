import Storage

/// The index of dates.
extension ObjectWriter {
    func insertDate(_ date: PartDate) throws {
        try connection.query(
            "INSERT INTO part_date(object, list, scope, date, row) VALUES($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            ObjectWriter.parameters(date) + [.int(date.row)])
    }

    func deleteDate(_ date: PartDate) throws {
        try connection.query(
            "DELETE FROM part_date WHERE object = $1 AND list = $2 AND scope = $3 AND date = $4 AND row = $5",
            ObjectWriter.parameters(date) + [.int(date.row)])
    }

    func rows(at date: PartDate) throws -> [Int64] {
        try connection.query(
            "SELECT row FROM part_date WHERE object = $1 AND list = $2 AND scope = $3 AND date = $4 ORDER BY row",
            ObjectWriter.parameters(date)
        ).map { $0.int64(0) }
    }

    func dates(from date: PartDate, limit: Int) throws -> [Int64] {
        try connection.query(
            "SELECT date FROM part_date WHERE object = $1 AND list = $2 AND scope = $3 AND date >= $4 ORDER BY date LIMIT $5",
            ObjectWriter.parameters(date) + [.number(limit)]
        ).map { $0.int64(0) }
    }

    func newestParts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow] {
        let condition = key == nil ? "" : "AND left(key, 200) = left($4, 200) AND key = $4"
        return try connection.query(
            """
            SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND list = $2 \(condition)
            ORDER BY row DESC LIMIT $3
            """, [.int(object), .int(list.rawValue), .number(limit)] + (key.map { [.text($0)] } ?? [])
        ).map(part)
    }

    private static func parameters(_ date: PartDate) -> [Parameter] {
        [.int(date.object), .int(date.list.rawValue), .int(date.scope), .int(date.date)]
    }
}
