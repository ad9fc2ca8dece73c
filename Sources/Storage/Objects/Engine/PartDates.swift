package import Documents
package import Model

/// Where a long list finds an entry by its date, which is what tells entries apart (crits-actions.md 1.2).
package struct PartDate: Sendable, Hashable {
    /// Key of the object.
    package var object: Int64
    package var list: GrowingListNumber
    /// Entries with equal dates in different scopes do not disturb each other: instances of different sources.
    package var scope: Int64
    /// Milliseconds.
    package var date: Int64
    /// Row of the entry.
    package var row: Int64

    package init(object: Int64, list: GrowingListNumber, scope: Int64, date: Int64, row: Int64) {
        self.object = object
        self.list = list
        self.scope = scope
        self.date = date
        self.row = row
    }
}

/// What the shared part of the object store asks of an engine's index of dates.
///
/// Only rows after ``PartDates/unindexed`` are in it, so that objects with short lists pay nothing for it.
package protocol PartDateWriting {
    func insertDate(_ date: PartDate) throws
    func deleteDate(_ date: PartDate) throws
    /// Rows with exactly that date, ascending; the row of the argument does not count.
    func rows(at date: PartDate) throws -> [Int64]
    /// Dates that are taken from the argument's on, ascending.
    func dates(from date: PartDate, limit: Int) throws -> [Int64]
    /// Entries of one list, the newest first.
    func newestParts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow]
}

/// Which entries the index of dates holds.
package enum PartDates {
    /// Rows up to this one are looked through instead.
    package static let unindexed: Int64 = 16

    /// The date of an entry; nil in lists whose entries are told apart by something else.
    package static func date(of value: Document, in list: GrowingList) -> Timestamp? {
        switch list {
        case .source: value["instance"]?.document?["date"]?.date
        case .tickets, .actions, .activity: value["date"]?.date
        case .relationships, .objects: nil
        }
    }

    /// The place of an entry in the index; nil where it is in none.
    package static func place(
        of value: Document, key: String, row: Int64, object: Int64, in list: GrowingList, tokens: ObjectTokens
    ) -> PartDate? {
        guard row > unindexed, let date = date(of: value, in: list) else { return nil }
        return PartDate(
            object: object, list: GrowingListNumber(list), scope: scope(of: key, in: list, tokens), date: date.milliseconds, row: row)
    }

    /// Sources count their dates each by itself, the other lists as a whole.
    package static func scope(of key: String?, in list: GrowingList, _ tokens: ObjectTokens) -> Int64 {
        guard list == .source, let key else { return 0 }
        return tokens.identity(key, of: list.rawValue)
    }
}
