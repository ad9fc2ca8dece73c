import Documents
import Model
import Storage

/// Rows of one transaction for the tables that only grow, laid out for COPY.
struct ObservationRows {
    private var raw = CopyBuffer()
    private var sessions = CopyBuffer()
    private var activities = CopyBuffer()
    private var urlMentions = CopyBuffer()
    private var extractions = CopyBuffer()
    private var fileMentions = CopyBuffer()
    private var dorkEvents = CopyBuffer()
    private var metadataEvents = CopyBuffer()

    mutating func add(_ message: ReceivedMessage, key: RecordKey, sessions: Int, error: (reason: String, time: Timestamp)?) {
        raw.beginRow(columns: 8)
        raw.long(key.rawValue)
        raw.text(message.channel)
        raw.text(message.ident)
        raw.long(message.received.microseconds)
        raw.int(sessions)
        raw.text(error?.reason)
        raw.long(error?.time.microseconds)
        raw.bytes(message.payload)
    }

    mutating func add(_ session: Session, ident: String, key: RecordKey) {
        let message = key.message.rawValue
        sessions.beginRow(columns: 11)
        sessions.long(message)
        sessions.long(key.rawValue)
        sessions.long(session.timestamp.microseconds)
        sessions.text(ident)
        sessions.text(session.honeypot)
        sessions.text(session.protocol)
        sessions.text(session.sourceIP)
        sessions.int(session.sourcePort)
        sessions.text(session.destinationIP)
        sessions.int(session.destinationPort)
        sessions.bytes(session.details)
        for (position, activity) in session.activities.enumerated() {
            activities.beginRow(columns: 5)
            activities.long(message)
            activities.long(key.rawValue)
            activities.int(position)
            activities.int(activity.kind.rawValue)
            activities.text(activity.value)
        }
    }

    mutating func add(_ url: Contributions.URL, key: RecordKey, received: Timestamp) {
        urlMentions.beginRow(columns: 4)
        urlMentions.bytes(url.digest)
        urlMentions.long(key.rawValue)
        urlMentions.int(url.position)
        urlMentions.long(received.microseconds)
        for (position, extraction) in url.extractions.enumerated() {
            extractions.beginRow(columns: 8)
            extractions.bytes(url.digest)
            extractions.long(key.rawValue)
            extractions.int(position)
            extractions.long(extraction.timestamp.microseconds)
            let hashes = extraction.hashes
            for hash in [hashes.md5, hashes.sha1, hashes.sha256, hashes.sha512] { extractions.text(hash) }
        }
    }

    mutating func add(_ file: Contributions.File, key: RecordKey) {
        fileMentions.beginRow(columns: 4)
        fileMentions.bytes(file.digest)
        fileMentions.long(key.rawValue)
        fileMentions.int(file.position)
        fileMentions.text(file.contentGuess)
    }

    mutating func add(_ dork: Contributions.Dork, key: RecordKey) {
        dorkEvents.beginRow(columns: 5)
        dorkEvents.bytes(dork.digest)
        dorkEvents.long(key.rawValue)
        dorkEvents.int(dork.position)
        dorkEvents.long(dork.time.microseconds)
        dorkEvents.long(Int64(dork.count))
    }

    mutating func add(_ metadata: Contributions.Metadata, key: RecordKey) {
        metadataEvents.beginRow(columns: 10)
        metadataEvents.bytes(metadata.digest)
        metadataEvents.long(key.rawValue)
        metadataEvents.int(metadata.position)
        let facts = metadata.facts
        metadataEvents.text(facts.ip)
        metadataEvents.text(facts.honeypot)
        metadataEvents.long(facts.timestamp.microseconds)
        for value in [facts.os, facts.app, facts.link, facts.uptime] { metadataEvents.text(value) }
    }

    func copy(_ connection: Connection) throws(StorageError) {
        let tables: [(String, CopyBuffer)] = [
            ("raw(key, channel, ident, received, session_count, error, error_time, payload)", raw),
            (
                "session(raw, key, time, ident, honeypot, protocol, source_ip, source_port, destination_ip, destination_port, details)",
                sessions
            ),
            ("activity(raw, key, position, kind, value)", activities),
            ("url_mention(digest, key, position, received)", urlMentions),
            ("url_extraction(digest, key, position, time, md5, sha1, sha256, sha512)", extractions),
            ("file_mention(digest, key, position, content_guess)", fileMentions),
            ("dork_event(digest, key, position, time, count)", dorkEvents),
            ("metadata_event(digest, key, position, ip, honeypot, time, os, app, link, uptime)", metadataEvents),
        ]
        for (table, rows) in tables { try connection.copy(into: table, rows) }
    }
}
