import Model
import Storage

/// What a transaction adds to a file.
struct FileSum {
    private let hashes: ContentHashes
    private var mentions = 0
    private var first = FirstPlace()
    private var contentGuess = ""
    private var guessKey = Int64.min

    /// Bytes of a file in one row (design decision 13).
    private static let chunkBytes = 1 << 20

    init(_ file: Contributions.File) {
        hashes = file.hashes
    }

    mutating func add(_ file: Contributions.File, key: RecordKey) {
        mentions += 1
        first.lower(to: key, position: file.position)
        guard key.rawValue >= guessKey else { return }
        guessKey = key.rawValue
        contentGuess = file.contentGuess
    }

    static func flush(
        _ rows: [(digest: [UInt8], sum: FileSum)], contents: [[UInt8]: [UInt8]], counters: inout CounterDelta,
        _ connection: Connection
    ) throws(StorageError) {
        guard !rows.isEmpty else { return }
        let found = try connection.query(
            """
            INSERT INTO file(
                digest, md5, sha1, sha256, sha512, size, content_guess, guess_key, mentions, first_key, first_position)
            SELECT * FROM unnest(
                $1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::int8[], $9::int8[],
                $10::int8[], $11::int8[])
            ON CONFLICT (digest) DO UPDATE SET mentions = file.mentions + excluded.mentions,
                previous_guess = file.content_guess,
                content_guess = CASE WHEN excluded.guess_key >= file.guess_key THEN excluded.content_guess
                    ELSE file.content_guess END,
                guess_key = greatest(file.guess_key, excluded.guess_key), \(FirstPlace.keepEarlier(in: "file"))
            RETURNING digest, mentions, previous_guess, content_guess
            """,
            .blobs(rows.map(\.digest)), .texts(rows.map(\.sum.hashes.md5)), .texts(rows.map(\.sum.hashes.sha1)),
            .texts(rows.map(\.sum.hashes.sha256)), .texts(rows.map(\.sum.hashes.sha512)),
            .numbers(rows.map { contents[$0.digest]?.count ?? 0 }), .texts(rows.map(\.sum.contentGuess)),
            .ints(rows.map(\.sum.guessKey)), .numbers(rows.map(\.sum.mentions)), .ints(rows.map(\.sum.first.key)),
            .numbers(rows.map(\.sum.first.position)))
        let added = Dictionary(uniqueKeysWithValues: rows.map { ($0.digest, $0.sum.mentions) })
        var chunks = CopyBuffer()
        for row in found {
            let digest = row.bytes(0)
            if row.int(1) == added[digest] {
                // A row that has no other mentions than these is new.
                counters.add(1, to: .files)
                add(contents[digest] ?? [], digest, to: &chunks)
            } else {
                counters.add(-1, to: .contentGuess, named: row.string(2))
            }
            counters.add(1, to: .contentGuess, named: row.string(3))
        }
        try connection.copy(into: "content_chunk(digest, chunk, bytes)", chunks)
    }

    private static func add(_ content: [UInt8], _ digest: [UInt8], to chunks: inout CopyBuffer) {
        for (number, start) in stride(from: 0, to: content.count, by: chunkBytes).enumerated() {
            chunks.beginRow(columns: 3)
            chunks.bytes(digest)
            chunks.int(number)
            chunks.bytes(content[start..<min(content.count, start + chunkBytes)])
        }
    }
}
