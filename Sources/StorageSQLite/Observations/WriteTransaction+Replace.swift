internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Replaces what was derived from stored messages; a message that the store does not have is left out.
    func replaceDerived(_ messages: [NormalizedMessage]) throws {
        for message in messages { try replace(message) }
    }

    private func replace(_ entry: NormalizedMessage) throws {
        let key = entry.key
        guard let (place, stored) = try find(key) else { return }
        let outcome = StoredOutcome(entry)
        try replaceSessions(key, stored: stored, with: outcome.contributions.sessions, at: place)
        try replaceShared(key.rawValue, with: outcome.contributions)
        try replaceError(key, stored: stored, with: outcome.error)
    }

    /// What the raw row says, which is what counts here, not what the caller sends along.
    struct StoredFacts {
        var channel: Int64
        var ident: Int64
        var message: ReceivedMessage
    }

    /// The place of a message among the segments, and its facts; nil when the store does not have it.
    /// The segment that holds a message, with what it says of it.
    func find(_ key: RecordKey) throws -> (place: Int, stored: StoredFacts)? {
        for place in state.catalog.indexes(covering: key.rawValue) {
            if let stored = try storedFacts(key, in: state.catalog.segments[place]) { return (place, stored) }
        }
        return nil
    }

    private func storedFacts(_ key: RecordKey, in segment: Segment) throws -> StoredFacts? {
        let find = try db.prepared(
            """
            SELECT channel, ident, received, (SELECT name FROM name WHERE id = channel), (SELECT name FROM name WHERE id = ident)
            FROM \(segment.raw) WHERE key = ?
            """)
        find.bind(1, key.rawValue)
        defer { find.reset() }
        guard try find.step() else { return nil }
        let message = ReceivedMessage(
            ident: find.string(4), channel: find.string(3), payload: [], received: Timestamp(microseconds: find.int64(2)))
        return StoredFacts(channel: find.int64(0), ident: find.int64(1), message: message)
    }

    private func replaceSessions(_ key: RecordKey, stored: StoredFacts, with sessions: [Session], at place: Int) throws {
        let segment = state.catalog.segments[place]
        let old = try SessionRows.all(ofMessage: key, in: segment, db)
        guard old != sessions else { return }
        try delete(old, key: key, stored: stored, in: segment)
        try insert(sessions, of: stored.message, ident: stored.ident, key: key, at: place, try statements(for: segment))
    }

    /// Deletes the sessions of a message, and the index rows of both.
    private func delete(_ old: [Session], key: RecordKey, stored: StoredFacts, in segment: Segment) throws {
        for (position, session) in old.enumerated() {
            counters.addSession(-1, protocol: session.protocol, segment: segment.id)
            let sessionKey = key.at(position: position).rawValue
            for table in [segment.session, segment.activity] {
                let row = try db.prepared("DELETE FROM \(table) WHERE key = ?")
                row.bind(1, sessionKey)
                try row.run()
            }
        }
        try unindex(old, of: stored.message, key: key, try statements(for: segment))
    }

    /// Removes a message, its sessions, its index rows and its error; what it contributed to shared documents stays. False
    /// when the store does not have it.
    func remove(_ key: RecordKey) throws -> Bool {
        guard let (place, stored) = try find(key) else { return false }
        let segment = state.catalog.segments[place]
        try delete(try SessionRows.all(ofMessage: key, in: segment, db), key: key, stored: stored, in: segment)
        try replaceError(key, stored: stored, with: nil)
        try db.change("DELETE FROM \(segment.raw) WHERE key = ?", .integer(key.rawValue))
        if segment.hasForeignIDs {
            try db.change("DELETE FROM foreign_id WHERE key = ?", .integer(key.rawValue))
            for position in 0..<RecordKey.positionsPerMessage {
                try db.change("DELETE FROM foreign_session WHERE key = ?", .integer(key.at(position: position).rawValue))
            }
        }
        counters.add(-1, to: .messages)
        state.catalog.uncount(at: place)
        return true
    }

    /// Removes a message with all that was derived from it.
    func eraseWhole(_ key: RecordKey) throws -> Bool {
        try replaceShared(key.rawValue, with: Contributions())
        return try remove(key)
    }

    private func unindex(_ sessions: [Session], of message: ReceivedMessage, key: RecordKey, _ statements: SegmentStatements) throws {
        for position in 0..<max(1, sessions.count) {
            tokens.removeAll()
            if position == 0 { tokens.add(channel: message.channel) }
            if position < sessions.count { tokens.add(sessions[position], ident: message.ident) }
            statements.unindex.bind(1, key.at(position: position).rawValue)
            statements.unindex.bind(2, text: tokens.bytes)
            try statements.unindex.run()
        }
    }

    /// Takes back and adds only what differs, so that a renormalisation that changes nothing writes next to nothing.
    private func replaceShared(_ key: Int64, with new: Contributions) throws {
        let old = try SharedRows.load(key, db)
        let gone = old.without(new)
        for url in gone.urls { try remove(url, key: key) }
        for file in gone.files { try remove(file, key: key) }
        for dork in gone.dorks { try remove(dork, key: key) }
        for event in gone.metadata { try remove(event, key: key) }
        try addShared(new.without(old), key: key)
    }

    private func replaceError(_ key: RecordKey, stored: StoredFacts, with error: (reason: String, time: Timestamp)?) throws {
        let row = try db.prepared("DELETE FROM message_error WHERE key = ?")
        row.bind(1, key.rawValue)
        try row.run()
        if db.changesCount > 0 { counters.add(-1, to: .errors, named: stored.message.channel) }
        guard let error else { return }
        try insertError(key: key, channel: stored.channel, name: stored.message.channel, reason: error.reason, time: error.time)
    }
}
