internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// How rows of objects and their entries are read.
enum ObjectRows {
    /// Columns that the covering index has; ``RowTests`` reads them by their places.
    static let columns = "o.key, o.id, o.class, o.target, o.created, o.modified, o.main, o.type"
    static let all = columns + ", o.inline_parts, o.identities, o.head"

    static func row(_ row: PreparedStatement, hasHead: Bool) -> ObjectRow {
        ObjectRow(
            key: row.int64(0), id: id(row, 1), type: row.string(7), accessClass: row.int64(2), target: row.isNull(3) ? nil : id(row, 3),
            created: row.optionalInt64(4), modified: row.optionalInt64(5), main: row.optionalString(6),
            inlineParts: hasHead ? row.int(8) : 0, identities: hasHead ? IdentityList.decode(row.bytes(9)) : [],
            head: hasHead ? row.bytes(10) : [])
    }

    static func id(_ row: PreparedStatement, _ column: Int32) -> ObjectID {
        row.withBytes(column) { ObjectID(bytes: $0) } ?? ObjectID(seconds: 0, tail: 0)
    }

    static let partColumns = "object, list, row, key, level, indexed IS NULL, value"

    static func part(_ row: PreparedStatement) throws -> PartRow {
        guard let list = GrowingListNumber(rawValue: row.int64(1)) else {
            throw StorageError(.tooNew, "an object has a list that this Waggle does not know")
        }
        return PartRow(
            object: row.int64(0), list: list, row: row.int64(2), key: row.string(3), level: row.int64(4), isInline: row.int(5) == 1,
            value: row.bytes(6))
    }

    static func collect<Value>(_ rows: PreparedStatement, _ read: (PreparedStatement) throws -> Value) throws -> [Value] {
        defer { rows.reset() }
        var found: [Value] = []
        while try rows.step() { found.append(try read(rows)) }
        return found
    }

    /// Numbers as JSON, for `json_each`: lists of any length in one statement.
    static func json(_ numbers: some Sequence<Int64>) -> String {
        "[" + numbers.map(String.init).joined(separator: ",") + "]"
    }
}
