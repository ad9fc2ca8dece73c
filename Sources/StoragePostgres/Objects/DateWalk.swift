import Storage

/// The statements that read on in the order of a date: each goes over one stretch of the index.
enum DateWalk {
    /// One statement; $1 is the type, $2 the limit, and the values follow.
    struct Leg {
        var sql: String
        var values: [Int64]
    }

    /// The stretches of a walk in their order.
    static func legs(_ walk: ObjectWalk) -> [Leg] {
        let undated = leg(walk, "IS NULL", [])
        let dated = leg(walk, "IS NOT NULL", [])
        guard let after = walk.after else { return walk.isDescending ? [dated, undated] : [undated, dated] }
        guard let value = after.value else {
            let rest = leg(walk, "IS NULL AND key > $3", [after.key])
            return walk.isDescending ? [rest] : [rest, dated]
        }
        let same = leg(walk, "= $3 AND key > $4", [value, after.key])
        let further = leg(walk, "\(walk.isDescending ? "<" : ">") $3", [value])
        return walk.isDescending ? [same, further, undated] : [same, further]
    }

    /// In descending order the index gives the dates, and only the keys of equal ones are sorted.
    private static func leg(_ walk: ObjectWalk, _ condition: String, _ values: [Int64]) -> Leg {
        let column = walk.column.rawValue
        let isDescending = walk.isDescending && !condition.hasPrefix("IS NULL")
        return Leg(
            sql: """
                SELECT \(column), key FROM object WHERE type = $1 AND \(column) \(condition)
                ORDER BY \(column)\(isDescending ? " DESC" : ""), key LIMIT $2
                """, values: values)
    }
}
