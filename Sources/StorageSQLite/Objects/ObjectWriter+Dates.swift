internal import GRDB
internal import Storage

/// The index of dates.
extension ObjectWriter {
    func insertDate(_ date: PartDate) throws {
        try run("INSERT OR IGNORE INTO part_date(object, list, scope, date, row) VALUES(?, ?, ?, ?, ?)", date)
    }

    func deleteDate(_ date: PartDate) throws {
        try run("DELETE FROM part_date WHERE object = ? AND list = ? AND scope = ? AND date = ? AND row = ?", date)
    }

    func rows(at date: PartDate) throws -> [Int64] {
        let find = try tables.db.prepared(
            "SELECT row FROM part_date WHERE object = ? AND list = ? AND scope = ? AND date = ? ORDER BY row")
        ObjectWriter.bind(date, to: find)
        return try ObjectRows.collect(find) { $0.int64(0) }
    }

    func dates(from date: PartDate, limit: Int) throws -> [Int64] {
        let find = try tables.db.prepared(
            "SELECT date FROM part_date WHERE object = ? AND list = ? AND scope = ? AND date >= ? ORDER BY date LIMIT ?")
        ObjectWriter.bind(date, to: find)
        find.bind(5, limit)
        return try ObjectRows.collect(find) { $0.int64(0) }
    }

    func newestParts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow] {
        let condition = key == nil ? "" : "AND key = ?4"
        let rows = try tables.db.prepared(
            """
            SELECT \(ObjectRows.partColumns) FROM object_part WHERE object = ?1 AND list = ?2 \(condition) ORDER BY row DESC LIMIT ?3
            """)
        rows.bind(1, object)
        rows.bind(2, list.rawValue)
        rows.bind(3, limit)
        if let key { rows.bind(4, key) }
        return try ObjectRows.collect(rows, ObjectRows.part)
    }

    private func run(_ sql: String, _ date: PartDate) throws {
        let statement = try tables.db.prepared(sql)
        ObjectWriter.bind(date, to: statement)
        statement.bind(5, date.row)
        try statement.run()
    }

    private static func bind(_ date: PartDate, to statement: PreparedStatement) {
        statement.bind(1, date.object)
        statement.bind(2, date.list.rawValue)
        statement.bind(3, date.scope)
        statement.bind(4, date.date)
    }
}
