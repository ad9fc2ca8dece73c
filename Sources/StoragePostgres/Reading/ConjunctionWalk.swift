import Storage

/// Reads the sessions that pass several filters at once.
///
/// The planner takes filters for independent. For two common values that never come together it walks the index of one to its
/// end, a visit to the table for each row. So the walk is bounded: it looks at so many candidates of one filter, which suffices
/// for filters that go together or that let few rows through; where nearly none has passed the others, the indexes are
/// intersected, one partition at a time, before the table is visited.
struct ConjunctionWalk {
    private enum Step {
        case probe(candidates: Int)
        case intersection
    }

    private let reader: Reader
    private let filter: SessionFilter
    private let list: KeyedList
    private let equalities: [SessionEquality]
    private var next = firstStep

    private static let firstStep = Step.probe(candidates: 2_000)
    private static let largestProbe = 32_000
    /// Sessions that a first look has to find for a longer one to be worth it.
    private static let fewest = 4

    /// Nil for filters that one index serves.
    init?(reader: Reader, filter: SessionFilter, list: KeyedList) {
        equalities = SessionEquality.all(filter)
        guard equalities.count > 1 else { return nil }
        self.reader = reader
        self.filter = filter
        self.list = list
    }

    /// Rows of the beginning of a range, in the order of the list.
    mutating func rows(_ range: ClosedRange<Int64>, limit: Int) throws(StorageError) -> KeyedRows {
        switch next {
        case .probe(let candidates):
            let found = try probe(range, candidates: candidates, limit: limit)
            let isOver = found.covered == range || found.count == limit
            let isSparse = found.count < ConjunctionWalk.fewest || candidates >= ConjunctionWalk.largestProbe
            next = isOver ? ConjunctionWalk.firstStep : isSparse ? .intersection : .probe(candidates: ConjunctionWalk.largestProbe)
            return found
        case .intersection:
            next = ConjunctionWalk.firstStep
            return try intersection(range, limit: limit)
        }
    }

    // MARK: Candidates of one filter

    private func probe(_ range: ClosedRange<Int64>, candidates: Int, limit: Int) throws(StorageError) -> KeyedRows {
        let (sql, parameters) = ConjunctionWalk.probe(equalities, filter, range, list.direction, candidates: candidates, limit: limit)
        let rows = try reader.connection.query(sql, parameters)
        // The last candidate comes in any case, as a mark of how far the walk went.
        guard let last = rows.last, last.int(12) == candidates else { return KeyedRows(rows, all: range) }
        let end = last.int64(0)
        let covered = list.order == .newestFirst ? end...range.upperBound : range.lowerBound...end
        return KeyedRows(rows: rows, count: last.flag(11) ? rows.count : rows.count - 1, covered: covered)
    }

    static func probe(
        _ equalities: [SessionEquality], _ filter: SessionFilter, _ range: ClosedRange<Int64>, _ direction: String, candidates: Int,
        limit: Int
    ) -> (sql: String, parameters: [Parameter]) {
        var conditions = Conditions()
        conditions.add("s.key >= $", .int(range.lowerBound))
        conditions.add("s.key <= $", .int(range.upperBound))
        equalities.first?.add(to: &conditions)
        let candidate = conditions.take()
        for equality in equalities.dropFirst() { equality.add(to: &conditions) }
        SessionReader.addUnindexed(filter, range, to: &conditions)
        let rest = conditions.take()
        let last = conditions.parameter(.number(candidates))
        let count = conditions.parameter(.number(limit))
        let sql = """
            SELECT s.key, s.ident, foreign_id.id, \(SessionColumns.list), s.passes, s.place FROM (
                SELECT s.*, (\(rest)) AS passes, row_number() OVER (ORDER BY s.key \(direction)) AS place FROM session s
                WHERE \(candidate) ORDER BY s.key \(direction) LIMIT \(last)) s
            LEFT JOIN foreign_id ON foreign_id.key = s.raw WHERE s.passes OR s.place = \(last)
            ORDER BY s.key \(direction) LIMIT \(count)
            """
        return (sql, conditions.parameters)
    }

    // MARK: Intersection of indexes

    /// Makes a row of the table dearer than any number of index entries: the planner believes that nearly as many pages are
    /// visited after the intersection as before.
    static let settings = """
        BEGIN; SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off; SET LOCAL cpu_tuple_cost = 100;
        SET LOCAL work_mem = '64MB'
        """

    private func intersection(_ range: ClosedRange<Int64>, limit: Int) throws(StorageError) -> KeyedRows {
        let covered: ClosedRange<Int64>
        let days = try reader.days.recent(reader.connection)
        guard let day = day(at: range, of: days) else { return try probe(range, candidates: .max, limit: limit) }
        switch list.order {
        case .newestFirst:
            // Above the day may lie one that came since the days were read.
            guard range.upperBound < day.high || day.high == .max else {
                return try probe(max(day.high, range.lowerBound)...range.upperBound, candidates: .max, limit: limit)
            }
            covered = max(day.low, range.lowerBound)...range.upperBound
        case .oldestFirst:
            guard range.lowerBound >= day.low else {
                return try probe(range.lowerBound...min(day.low - 1, range.upperBound), candidates: .max, limit: limit)
            }
            covered = range.lowerBound...min(day.high - 1, range.upperBound)
        }
        let (sql, parameters) = ConjunctionWalk.intersection(equalities, filter, covered, list.direction, day: day, limit: limit)
        do {
            try reader.connection.execute(ConjunctionWalk.settings)
            let rows = try reader.connection.query(sql, parameters)
            try reader.connection.execute("COMMIT")
            return KeyedRows(rows, all: covered)
        } catch {
            // The day was dropped since the days were read: no such table.
            guard reader.connection.lastState == "42P01" else { throw error }
            try reader.connection.execute("ROLLBACK")
            return try probe(covered, candidates: .max, limit: limit)
        }
    }

    /// The day in which the range begins, or the next one in the order of the list.
    private func day(at range: ClosedRange<Int64>, of days: [DayPartition]) -> DayPartition? {
        switch list.order {
        case .newestFirst: days.last { $0.low <= range.upperBound }
        case .oldestFirst: days.first { $0.high > range.lowerBound }
        }
    }

    /// Of the partition itself, with bounds in a form that no index serves: the planner does not intersect indexes that would
    /// all serve one condition.
    static func intersection(
        _ equalities: [SessionEquality], _ filter: SessionFilter, _ range: ClosedRange<Int64>, _ direction: String, day: DayPartition,
        limit: Int
    ) -> (sql: String, parameters: [Parameter]) {
        var conditions = Conditions()
        for equality in equalities { equality.add(to: &conditions) }
        conditions.add("s.key + 0 >= $", .int(range.lowerBound))
        conditions.add("s.key + 0 <= $", .int(range.upperBound))
        SessionReader.addUnindexed(filter, range, to: &conditions)
        let count = conditions.parameter(.number(limit))
        let sql = """
            SELECT s.key, s.ident, foreign_id.id, \(SessionColumns.list) FROM session_\(day.name) s
            LEFT JOIN foreign_id ON foreign_id.key = s.raw \(conditions.clause) ORDER BY s.key \(direction) LIMIT \(count)
            """
        return (sql, conditions.parameters)
    }
}
