package import Documents
package import Model

extension ObjectCommand {
    /// Entries of an object whose tokens are kept with its own; of more, each keeps its tokens itself, so that adding one
    /// costs the same however many there are (design decision 5).
    private static var maximumInlineParts: Int { 16 }

    package func parts(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, limit: Int
    ) throws(StorageError) -> [ObjectPart] {
        try typed {
            guard let draft = try draft(type, id) else { return [] }
            return try tables.parts(object: draft.row.key, list: GrowingListNumber(list), key: key, limit: max(limit, 0)).map {
                ObjectPart(row: $0.row, key: $0.key, value: try StoredDocument.decode($0.value))
            }
        }
    }

    package func addPart(of type: ObjectType, id: ObjectID, list: GrowingList, key: String, value: Document) throws(StorageError) {
        try typed {
            guard type.growingLists.contains(list) else {
                throw StorageError(.invalid, "\(list.rawValue) of \(type.name) is no growing list")
            }
            let draft = try changing(type, id)
            let number = GrowingListNumber(list)
            let isInline = draft.row.inlineParts < ObjectCommand.maximumInlineParts
            let row = PartRow(
                object: draft.row.key, list: number, row: try tables.lastPart(object: draft.row.key, list: number) + 1, key: key,
                level: level(value, list), isInline: isInline, value: StoredDocument.encode(value))
            var found: Set<UInt64> = []
            tokens.add(value, of: list, to: &found)
            try tables.insert(row, tokens: isInline ? nil : found)
            if let date = date(row, value, list) { try tables.insertDate(date) }
            if isInline {
                draft.row.inlineParts += 1
                draft.inline[PartPlace(row)] = found
            }
            try gain(pair(value, list, type), draft)
        }
    }

    package func replacePart(of type: ObjectType, id: ObjectID, list: GrowingList, part: ObjectPart) throws(StorageError) {
        try typed {
            let draft = try changing(type, id)
            let old = try stored(draft, list, part.row)
            var new = old
            new.key = part.key
            new.level = level(part.value, list)
            new.value = StoredDocument.encode(part.value)
            let oldValue = try StoredDocument.decode(old.value)
            var oldTokens: Set<UInt64> = []
            var newTokens: Set<UInt64> = []
            tokens.add(oldValue, of: list, to: &oldTokens)
            tokens.add(part.value, of: list, to: &newTokens)
            try tables.update(new, from: old.isInline ? nil : oldTokens, to: old.isInline ? nil : newTokens)
            try moveDate(from: date(old, oldValue, list), to: date(new, part.value, list))
            if old.isInline { draft.inline[PartPlace(new)] = newTokens }
            try lose(pair(oldValue, list, type), old, draft)
            try gain(pair(part.value, list, type), draft)
        }
    }

    package func removePart(of type: ObjectType, id: ObjectID, list: GrowingList, row: Int64) throws(StorageError) {
        try typed {
            let draft = try changing(type, id)
            let old = try stored(draft, list, row)
            let value = try StoredDocument.decode(old.value)
            var found: Set<UInt64> = []
            tokens.add(value, of: list, to: &found)
            try tables.delete(old, tokens: old.isInline ? nil : found)
            if let date = date(old, value, list) { try tables.deleteDate(date) }
            if old.isInline {
                draft.row.inlineParts -= 1
                draft.inline[PartPlace(old)] = nil
            }
            try lose(pair(value, list, type), old, draft)
        }
    }

    private func stored(_ draft: ObjectDraft, _ list: GrowingList, _ row: Int64) throws -> PartRow {
        guard let part = try tables.part(object: draft.row.key, list: GrowingListNumber(list), row: row) else {
            throw StorageError(.notFound, "\(draft.row.type) \(draft.row.id) has no entry \(row) in \(list.rawValue)")
        }
        return part
    }

    // MARK: Access class

    private func level(_ value: Document, _ list: GrowingList) -> Int64 {
        list == .source ? ObjectParts.pair(value)?.level.number ?? 0 : 0
    }

    private func pair(_ value: Document, _ list: GrowingList, _ type: ObjectType) -> AccessClass.Pair? {
        switch type.visibility {
        case .bySource, .byReadableSource: list == .source ? ObjectParts.pair(value) : nil
        case .toReaders, .asTarget: nil
        }
    }

    private func gain(_ pair: AccessClass.Pair?, _ draft: ObjectDraft) throws {
        guard let pair, var accessClass = try accessClass(draft), accessClass.pairs.insert(pair).inserted else { return }
        draft.accessClass = accessClass
    }

    /// Takes a pair out of the class when no other entry has it. The key of a source's entry is its name.
    private func lose(_ pair: AccessClass.Pair?, _ old: PartRow, _ draft: ObjectDraft) throws {
        guard let pair, var accessClass = try accessClass(draft),
            try !tables.hasPart(object: draft.row.key, list: .source, key: old.key, level: old.level)
        else { return }
        accessClass.pairs.remove(pair)
        draft.accessClass = accessClass
    }

    // MARK: Files, audit

    package func linkFile(sha256: [UInt8], owner: ObjectID) throws(StorageError) -> ObjectID {
        let id = newID()
        try linkFile(id, sha256: sha256, owner: owner)
        return id
    }

    package func linkFile(_ id: ObjectID, sha256: [UInt8], owner: ObjectID) throws(StorageError) {
        try typed {
            guard try tables.file(id) == nil else { throw StorageError(.conflict, "the file id \(id) is taken") }
            guard try tables.linkFile(id: id, sha256: sha256, owner: owner) else {
                throw StorageError(.notFound, "there is no content with that SHA-256")
            }
        }
    }

    package func file(_ id: ObjectID) throws(StorageError) -> FileReference? { try typed { try tables.file(id) } }

    package func unlinkFile(_ id: ObjectID) throws(StorageError) { try typed { try tables.unlinkFile(id) } }

    package func audit(_ entry: ObjectAudit) throws(StorageError) { try typed { try tables.audit(entry, at: now) } }
}
