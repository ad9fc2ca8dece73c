import Storage

/// What a group has changed in the index of dates.
struct PendingDates {
    /// 1 for an entry that came, -1 for one that goes.
    private(set) var moves = UndoableMap<PartDate, Int>()
    /// Entries of each scope that were changed; those that were taken back may still be among them.
    private var touched: [Scope: Set<PartDate>] = [:]

    /// Where dates are told apart.
    private struct Scope: Hashable {
        let object: Int64
        let list: GrowingListNumber
        let scope: Int64

        init(_ date: PartDate) {
            (object, list, scope) = (date.object, date.list, date.scope)
        }
    }

    mutating func keep() { moves.keep() }

    mutating func undo() { moves.undo() }

    mutating func move(_ date: PartDate, by amount: Int) {
        let moved = (moves[date] ?? 0) + amount
        moves[date] = moved == 0 ? nil : moved
        touched[Scope(date), default: []].insert(date)
    }

    /// How many entries of a scope were changed, at most.
    func changes(in date: PartDate) -> Int { touched[Scope(date)]?.count ?? 0 }

    /// Entries of a scope as they are now, from those that the table has, by date and row.
    func entries(_ stored: [PartDate], in scope: PartDate, where isWanted: (PartDate) -> Bool) -> [PartDate] {
        guard let touched = touched[Scope(scope)] else { return stored }
        let left = stored.filter { (moves[$0] ?? 0) >= 0 }
        let added = touched.filter { (moves[$0] ?? 0) > 0 && isWanted($0) }
        return Set(left).union(added).sorted { ($0.date, $0.row) < ($1.date, $1.row) }
    }
}
