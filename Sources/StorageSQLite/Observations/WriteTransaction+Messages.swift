internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Stores a batch unless it was committed before.
    func append(_ batch: IngestBatch) throws -> IngestResult {
        if let sequence = batch.sequence {
            guard sequence > state.node.lastBatch else { return IngestResult(stored: 0, skipped: batch.messages.count) }
            state.node.lastBatch = sequence
            isNodeChanged = true
        }
        var result = IngestResult(stored: 0, skipped: 0)
        for message in batch.messages {
            if try insert(message) { result.stored += 1 } else { result.skipped += 1 }
        }
        return result
    }

    /// False when the line was imported before.
    private func insert(_ entry: NormalizedMessage) throws -> Bool {
        var key = entry.key
        let node = state.node.identity.node
        let isOurs = key.node == node || entry.importDigest != nil && key.node == NodeIdentities.importNode
        guard key.rawValue >= 0, key.position == 0, isOurs else {
            throw StorageError(.invalid, "key \(key.rawValue) is none of a message of node \(node)")
        }
        if let digest = entry.importDigest {
            guard try remember(digest) else { return false }
            key = try importKey(from: key.seconds)
        }
        let message = entry.message
        let channel = try number(ofName: message.channel)
        let ident = try number(ofName: message.ident)
        let period = state.period(ofChannel: channel, message.channel)
        let place = try state.catalog.place(key.rawValue, keptFor: period, in: db)
        let segment = state.catalog.segments[place]
        let statements = try statements(for: segment)

        statements.raw.bind(1, key.rawValue)
        statements.raw.bind(2, channel)
        statements.raw.bind(3, ident)
        statements.raw.bind(4, message.received.microseconds)
        try statements.raw.run(blob: message.payload, at: 5)

        state.catalog.count(key, receivedSeconds: message.received.seconds, at: place)
        statistics.count(channel: channel, ident: ident, received: message.received)
        counters.add(1, to: .messages)
        if key.node == state.node.identity.node, key.rawValue > state.node.lastKey {
            state.node.lastKey = key.rawValue
            isNodeChanged = true
        }
        if let foreign = entry.foreignID { try keep(foreign, for: key, at: place) }

        let outcome = StoredOutcome(entry)
        try insert(outcome.contributions.sessions, of: message, ident: ident, key: key, at: place, statements)
        if let error = outcome.error {
            try insertError(key: key, channel: channel, name: message.channel, reason: error.reason, time: error.time)
        } else {
            try addShared(outcome.contributions, key: key.rawValue)
        }
        return true
    }

    /// Writes the sessions of a message and the index rows of both; the first session shares its row with the message.
    func insert(
        _ sessions: [Session], of message: ReceivedMessage, ident: Int64, key: RecordKey, at place: Int,
        _ statements: SegmentStatements
    ) throws {
        tokens.removeAll()
        tokens.add(channel: message.channel)
        for (position, session) in sessions.enumerated() {
            let sessionKey = key.at(position: position)
            try insert(session, ident: ident, key: sessionKey.rawValue, statements)
            state.catalog.countSession(sessionKey, seconds: session.timestamp.seconds, at: place)
            counters.addSession(1, protocol: session.protocol, segment: state.catalog.segments[place].id)
            if position > 0 { tokens.removeAll() }
            tokens.add(session, ident: message.ident)
            statements.index.bind(1, sessionKey.rawValue)
            statements.index.bind(2, text: tokens.bytes)
            try statements.index.run()
        }
        if sessions.isEmpty {
            statements.index.bind(1, key.rawValue)
            statements.index.bind(2, text: tokens.bytes)
            try statements.index.run()
        }
    }

    private func insert(_ session: Session, ident: Int64, key: Int64, _ statements: SegmentStatements) throws {
        let row = statements.session
        row.bind(1, key)
        row.bind(2, session.timestamp.microseconds)
        row.bind(3, ident)
        row.bind(4, session.honeypot)
        row.bind(5, session.protocol)
        row.bind(6, session.sourceIP)
        row.bind(7, optional: session.sourcePort)
        row.bind(8, session.destinationIP)
        row.bind(9, optional: session.destinationPort)
        try row.run(blob: session.details, at: 10)
        for (position, activity) in session.activities.enumerated() {
            statements.activity.bind(1, key)
            statements.activity.bind(2, position)
            statements.activity.bind(3, Int64(activity.kind.rawValue))
            statements.activity.bind(4, activity.value)
            try statements.activity.run()
        }
    }

    func insertError(key: RecordKey, channel: Int64, name: String, reason: String, time: Timestamp) throws {
        let row = try db.prepared("INSERT INTO message_error VALUES(?, ?, ?, ?)")
        row.bind(1, key.rawValue)
        row.bind(2, channel)
        row.bind(3, reason)
        row.bind(4, time.microseconds)
        try row.run()
        counters.add(1, to: .errors, named: name)
    }

    /// False when the digest is known.
    private func remember(_ digest: [UInt8]) throws -> Bool {
        let row = try db.prepared("INSERT OR IGNORE INTO import_digest VALUES(?)")
        row.bind(1, blob: digest)
        try row.run()
        return db.changesCount > 0
    }

    private func keep(_ foreign: ObjectID, for key: RecordKey, at place: Int) throws {
        let row = try db.prepared("INSERT INTO foreign_id VALUES(?, ?)")
        row.bind(1, blob: foreign.bytes)
        row.bind(2, key.rawValue)
        try row.run()
        try state.catalog.markForeign(at: place, in: db)
    }

    /// Adds what a message contributes to shared documents.
    func addShared(_ contributions: Contributions, key: Int64) throws {
        for url in contributions.urls { try add(url, key: key) }
        for file in contributions.files { try add(file, content: contributions.contents[file.hashes.sha512] ?? [], key: key) }
        for dork in contributions.dorks { try add(dork, key: key) }
        for event in contributions.metadata { try add(event, key: key) }
    }
}
