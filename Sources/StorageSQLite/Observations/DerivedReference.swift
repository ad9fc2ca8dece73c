internal import Documents
internal import Model
internal import Storage

/// Kinds of documents that several messages may share.
enum DerivedKind: Int64, CaseIterable {
    case url = 1
    case file = 2
    case dork = 3

    var table: String {
        switch self {
        case .url: "url"
        case .file: "file"
        case .dork: "dork"
        }
    }

    /// The table with one row for each message that contributed.
    var mentions: String {
        switch self {
        case .url: "url_mention"
        case .file: "file_mention"
        case .dork: "dork_event"
        }
    }

    var counter: CounterKind {
        switch self {
        case .url: .urls
        case .file: .files
        case .dork: .dorks
        }
    }

    /// SQL for a new id `?3` of the document of number `?4`, unless it keeps the one that it had elsewhere.
    var idOrForeign: String {
        "CASE WHEN EXISTS (SELECT 1 FROM foreign_document WHERE kind = \(rawValue) AND number = ?4) THEN id ELSE ?3 END"
    }

    /// The id of a document: the second of its first message, then a hash of where in that message it stood. So it is the
    /// same after every renormalisation.
    func id(key: Int64, position: Int, seed: UInt64) -> ObjectID {
        ObjectID(
            seconds: RecordKey(rawValue: key).seconds, tail: StableHash.hash(key, rawValue, Int64(position), seed: seed))
    }
}

/// A document that several messages may share.
struct DerivedReference: Hashable {
    var kind: DerivedKind
    var number: Int64
}

extension WriteTransaction {
    /// Makes a message the first one of a document when it is older than the one so far.
    func lowerFirst(_ reference: DerivedReference, key: Int64, position: Int) throws {
        let kind = reference.kind
        let row = try db.prepared(
            """
            UPDATE \(kind.table) SET first_key = ?1, first_position = ?2, id = \(kind.idOrForeign)
            WHERE number = ?4 AND (first_key, first_position) > (?1, ?2)
            """)
        row.bind(1, key)
        row.bind(2, position)
        row.bind(3, blob: kind.id(key: key, position: position, seed: state.seed).bytes)
        row.bind(4, reference.number)
        try row.run()
    }

    /// After contributions were taken back: deletes documents without any, finds the first message of the others.
    func refreshStale() throws {
        for reference in stale {
            let kind = reference.kind
            let first = try db.prepared(
                "SELECT key, position FROM \(kind.mentions) WHERE \(kind.table) = ? ORDER BY key, position LIMIT 1")
            first.bind(1, reference.number)
            let place = try first.step() ? (key: first.int64(0), position: first.int(1)) : nil
            first.reset()
            guard let place else {
                try delete(reference)
                continue
            }
            let row = try db.prepared(
                "UPDATE \(kind.table) SET first_key = ?1, first_position = ?2, id = \(kind.idOrForeign) WHERE number = ?4")
            row.bind(1, place.key)
            row.bind(2, place.position)
            row.bind(3, blob: kind.id(key: place.key, position: place.position, seed: state.seed).bytes)
            row.bind(4, reference.number)
            try row.run()
            switch kind {
            case .url: break
            case .file: try refreshContentGuess(of: reference.number)
            case .dork: try refreshTimes(ofDork: reference.number)
            }
        }
        stale.removeAll()
    }

    private func delete(_ reference: DerivedReference) throws {
        if reference.kind == .file { try deleteContent(ofFile: reference.number) }
        let row = try db.prepared("DELETE FROM \(reference.kind.table) WHERE number = ?")
        row.bind(1, reference.number)
        try row.run()
        let foreign = try db.prepared("DELETE FROM foreign_document WHERE kind = ? AND number = ?")
        foreign.bind(1, reference.kind.rawValue)
        foreign.bind(2, reference.number)
        try foreign.run()
        counters.add(-1, to: reference.kind.counter)
    }
}
