package import Documents
package import Model

extension ObjectCommand {
    /// Dates read at once while a free one is looked for.
    private static var datesAtOnce: Int { 256 }

    package func parts(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, date: Timestamp
    ) throws(StorageError) -> [ObjectPart] {
        try typed {
            guard let draft = try draft(type, id) else { return [] }
            let number = GrowingListNumber(list)
            let wanted = date.milliseconds
            var found = try unindexed(draft, number, key: key)
            for row in try tables.rows(at: place(draft, list, key, wanted)) {
                if let part = try tables.part(object: draft.row.key, list: number, row: row) { found.append(part) }
            }
            return try found.compactMap { row in
                let value = try StoredDocument.decode(row.value)
                guard PartDates.date(of: value, in: list)?.milliseconds == wanted, key == nil || row.key.equalsByBytes(key ?? "") else {
                    return nil
                }
                return ObjectPart(row: row.row, key: row.key, value: value)
            }
        }
    }

    package func freeDate(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, from wished: Timestamp
    ) throws(StorageError) -> Timestamp {
        try typed {
            var date = wished.cutToMilliseconds.milliseconds
            guard let draft = try draft(type, id) else { return wished.cutToMilliseconds }
            let scope = list == .source ? key : nil
            var taken: Set<Int64> = []
            for row in try unindexed(draft, GrowingListNumber(list), key: scope) {
                if let known = PartDates.date(of: try StoredDocument.decode(row.value), in: list) { taken.insert(known.milliseconds) }
            }
            while true {
                let later = try tables.dates(from: place(draft, list, scope, date), limit: ObjectCommand.datesAtOnce)
                taken.formUnion(later)
                while taken.contains(date) { date &+= 1 }
                if later.count < ObjectCommand.datesAtOnce || date <= later.last ?? date { break }
            }
            return Timestamp(microseconds: date.multipliedReportingOverflow(by: 1_000).partialValue)
        }
    }

    package func newestParts(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, limit: Int
    ) throws(StorageError) -> [ObjectPart] {
        try typed {
            guard let draft = try draft(type, id) else { return [] }
            return try tables.newestParts(object: draft.row.key, list: GrowingListNumber(list), key: key, limit: max(limit, 0)).map {
                ObjectPart(row: $0.row, key: $0.key, value: try StoredDocument.decode($0.value))
            }
        }
    }

    /// The place of an entry in the index of dates.
    func date(_ part: PartRow, _ value: Document, _ list: GrowingList) -> PartDate? {
        PartDates.place(of: value, key: part.key, row: part.row, object: part.object, in: list, tokens: tokens)
    }

    func moveDate(from old: PartDate?, to new: PartDate?) throws {
        guard old != new else { return }
        if let old { try tables.deleteDate(old) }
        if let new { try tables.insertDate(new) }
    }

    /// The entries that the index of dates does not hold.
    private func unindexed(_ draft: ObjectDraft, _ list: GrowingListNumber, key: String?) throws -> [PartRow] {
        // The oldest rows of the whole list: a look-up by key would sort all entries of that key.
        try tables.parts(object: draft.row.key, list: list, key: nil, limit: Int(PartDates.unindexed)).filter {
            $0.row <= PartDates.unindexed && (key == nil || $0.key.equalsByBytes(key ?? ""))
        }
    }

    private func place(_ draft: ObjectDraft, _ list: GrowingList, _ key: String?, _ date: Int64) -> PartDate {
        PartDate(
            object: draft.row.key, list: GrowingListNumber(list), scope: PartDates.scope(of: key, in: list, tokens), date: date, row: 0)
    }
}
