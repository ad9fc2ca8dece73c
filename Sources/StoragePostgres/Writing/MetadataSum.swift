import Documents
import Model
import Storage

/// What a transaction knows of an address: of each field the newest value by `timestamp` stands (normalization.md 2.4).
struct MetadataSum {
    /// A value and where it stands in time.
    private struct Dated {
        var value: String?
        var time = Int64.min
        var key = Int64.min

        mutating func replace(by other: Dated) {
            guard other.value != nil, (other.time, other.key) >= (time, key) || value == nil else { return }
            self = other
        }
    }

    /// Fields of their own columns, each with the time and key that it came with.
    static let fields = ["os", "app", "link", "uptime"]

    private let ip: String
    private let honeypot: String
    private var time = Int64.min
    private var values = [Dated](repeating: Dated(), count: MetadataSum.fields.count)

    init(_ facts: AttackerMetadata) {
        ip = facts.ip
        honeypot = facts.honeypot
    }

    mutating func add(_ event: Contributions.Metadata, key: RecordKey) {
        let facts = event.facts
        time = max(time, facts.timestamp.microseconds)
        for (field, value) in [facts.os, facts.app, facts.link, facts.uptime].enumerated() {
            values[field].replace(by: Dated(value: value, time: facts.timestamp.microseconds, key: key.rawValue))
        }
    }

    private static let upsert: String = {
        let columns = fields.flatMap { [$0, "\($0)_time", "\($0)_key"] }
        let arrays = fields.indices.map { "$\(5 + 3 * $0)::text[], $\(6 + 3 * $0)::int8[], $\(7 + 3 * $0)::int8[]" }
        let assignments = fields.flatMap { field in
            ["", "_time", "_key"].map { suffix in
                """
                \(field)\(suffix) = CASE WHEN excluded.\(field) IS NOT NULL AND (metadata.\(field) IS NULL
                    OR (excluded.\(field)_time, excluded.\(field)_key) >= (metadata.\(field)_time, metadata.\(field)_key))
                    THEN excluded.\(field)\(suffix) ELSE metadata.\(field)\(suffix) END
                """
            }
        }
        return """
            INSERT INTO metadata(digest, ip, honeypot, time, \(columns.joined(separator: ", ")))
            SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::int8[], \(arrays.joined(separator: ", ")))
            ON CONFLICT (digest) DO UPDATE SET time = greatest(metadata.time, excluded.time), \(assignments.joined(separator: ", "))
            """
    }()

    static func flush(_ rows: [(digest: [UInt8], sum: MetadataSum)], _ connection: Connection) throws(StorageError) {
        guard !rows.isEmpty else { return }
        var parameters: [Parameter] = [
            .blobs(rows.map(\.digest)), .texts(rows.map(\.sum.ip)), .texts(rows.map(\.sum.honeypot)), .ints(rows.map(\.sum.time)),
        ]
        for field in fields.indices {
            let dated = rows.map { $0.sum.values[field] }
            parameters += [
                .optionalTexts(dated.map(\.value)), .optionalInts(dated.map { $0.value == nil ? nil : $0.time }),
                .optionalInts(dated.map { $0.value == nil ? nil : $0.key }),
            ]
        }
        try connection.query(upsert, parameters)
    }
}
