internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Gives documents the ids that they had elsewhere.
    func keep(_ ids: [ForeignID]) throws -> [ForeignID.Outcome] {
        let imported = try NodeRow(db, node: NodeIdentities.importNode).identity
        let identities = NodeIdentities(live: state.node.identity, imported: imported)
        return try ids.map { entry in
            switch entry.document {
            case .session(let message): try keepSession(entry.id, ofMessage: message, identities)
            case .url(let url): try keep(entry.id, of: .url, try urlNumber(url))
            case .file(let sha512): try keep(entry.id, of: .file, try fileNumber(sha512))
            }
        }
    }

    private func keepSession(_ id: ObjectID, ofMessage message: ObjectID, _ identities: NodeIdentities) throws -> ForeignID.Outcome {
        if try exists("SELECT 1 FROM foreign_session WHERE id = ?", id) { return .known }
        guard let key = try messageKey(message, identities), let place = try find(key)?.place else { return .missing }
        guard let session = try sessionWithoutForeignID(of: key, in: state.catalog.segments[place]) else { return .missing }
        let row = try db.prepared("INSERT INTO foreign_session VALUES(?, ?)")
        row.bind(1, blob: id.bytes)
        row.bind(2, session)
        try row.run()
        try state.catalog.markForeign(at: place, in: db)
        return .kept
    }

    private func messageKey(_ id: ObjectID, _ identities: NodeIdentities) throws -> RecordKey? {
        let find = try db.prepared("SELECT key FROM foreign_id WHERE id = ?")
        find.bind(1, blob: id.bytes)
        defer { find.reset() }
        if try find.step() { return RecordKey(rawValue: find.int64(0)) }
        return identities.key(of: id, kind: .message)
    }

    private func sessionWithoutForeignID(of message: RecordKey, in segment: Segment) throws -> Int64? {
        let rows = try db.prepared(
            """
            SELECT key FROM \(segment.session) WHERE key BETWEEN ? AND ?
            AND key NOT IN (SELECT key FROM foreign_session WHERE foreign_session.key = \(segment.session).key) ORDER BY key
            """)
        rows.bind(1, message.rawValue)
        rows.bind(2, message.at(position: RecordKey.positionsPerMessage - 1).rawValue)
        defer { rows.reset() }
        while try rows.step() {
            // Keys of other nodes lie between the positions.
            if RecordKey(rawValue: rows.int64(0)).message == message { return rows.int64(0) }
        }
        return nil
    }

    private func keep(_ id: ObjectID, of kind: DerivedKind, _ number: Int64?) throws -> ForeignID.Outcome {
        if try exists("SELECT 1 FROM foreign_document WHERE kind = \(kind.rawValue) AND id = ?", id) { return .known }
        guard let number else { return .missing }
        let row = try db.prepared("INSERT OR IGNORE INTO foreign_document VALUES(?, ?, ?)")
        row.bind(1, kind.rawValue)
        row.bind(2, blob: id.bytes)
        row.bind(3, number)
        try row.run()
        guard db.changesCount > 0 else { return .known }
        let document = try db.prepared("UPDATE \(kind.table) SET id = ? WHERE number = ?")
        document.bind(1, blob: id.bytes)
        document.bind(2, number)
        try document.run()
        return .kept
    }

    private func exists(_ sql: String, _ id: ObjectID) throws -> Bool {
        let find = try db.prepared(sql)
        find.bind(1, blob: id.bytes)
        defer { find.reset() }
        return try find.step()
    }
}
