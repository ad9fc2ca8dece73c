import Collection
import Documents
import Intelligence
import Model
import Server
import Storage

/// The files of one bucket of GridFS, put together from their chunks while these pass by (crits-resources-2.md 12.1, 12.2).
struct CritsBucket {
    /// What GridFS says of a file.
    private struct Announced {
        var length: Int64
        var md5: String?
    }

    /// A file whose chunks have begun to come.
    private struct Assembly {
        var receiver: UploadReceiver
        var next: Int64 = 0
        /// Chunks that came before their turn.
        var early: [Int64: [UInt8]] = [:]
    }

    private let store: any Store
    private let contents: CritsContents
    private var announced: [ObjectID: Announced] = [:]
    private var open: [ObjectID: Assembly] = [:]
    private var done: Set<ObjectID> = []
    private var hasChunks = false
    private var earlyBytes = 0

    /// Bytes held of chunks that came before their turn, and files put together at once.
    private static let maximumEarly = 64 << 20
    private static let maximumOpen = 256

    init(name: String, store: any Store) {
        self.store = store
        contents = CritsContents(bucket: name, store: store)
    }

    /// Notes a document of `….files`.
    mutating func announce(_ document: BSONDocument, _ reading: inout CritsReading) {
        guard case .objectID(let id)? = document["_id"] else { return reading.refuse("_id: not an ObjectId") }
        guard let length = document["length"]?.integer, length >= 0 else { return reading.refuse("length: not a number of bytes") }
        announced[id] = Announced(length: length, md5: document["md5"]?.text?.lowercased())
    }

    /// Files that were announced and did not come.
    var missing: [String] {
        guard hasChunks else {
            return announced.isEmpty ? [] : ["\(announced.count) files are in the dump without their chunks"]
        }
        return announced.keys.sorted().filter { !done.contains($0) && (announced[$0]?.length ?? 0) > 0 }.map { id in
            "the file \(id): its chunks are not all in the dump"
        }
    }

    /// Reads `….chunks` to its end.
    mutating func read(_ reading: inout CritsReading) async throws {
        hasChunks = true
        do {
            while let document = try reading.next() {
                try await take(document, &reading)
                reading.show()
            }
        } catch {
            for assembly in open.values { try? await assembly.receiver.discard() }
            open = [:]
            throw error
        }
        for (id, assembly) in open.sorted(by: { $0.key < $1.key }) {
            // Without an announcement only the end of the dump tells the end of a file.
            if announced[id] == nil, assembly.early.isEmpty {
                try await finish(id, assembly, &reading)
            } else {
                try await assembly.receiver.discard()
            }
        }
        open = [:]
    }

    private mutating func take(_ chunk: BSONDocument, _ reading: inout CritsReading) async throws {
        guard case .objectID(let id)? = chunk["files_id"] else { return reading.refuse("files_id: not an ObjectId") }
        guard !done.contains(id) else { return }
        guard let number = chunk["n"]?.integer, number >= 0 else { return reading.refuse("n: not a number") }
        guard case .binary(let data)? = chunk["data"] else { return reading.refuse("data: not a binary") }
        if open[id] == nil {
            if try await contents.isKnown(id, md5: announced[id]?.md5) {
                done.insert(id)
                reading.counts.skipped += 1
                return
            }
            guard open.count < CritsBucket.maximumOpen else {
                return reading.refuse("more than \(CritsBucket.maximumOpen) files lie mixed in the dump")
            }
            open[id] = Assembly(receiver: try await UploadReceiver(store: store, fileName: "", isSample: false))
        }
        guard var assembly = open.removeValue(forKey: id) else { return }
        if number > assembly.next {
            guard earlyBytes + data.count <= CritsBucket.maximumEarly else {
                try await assembly.receiver.discard()
                earlyBytes -= assembly.early.values.reduce(0) { $0 + $1.count }
                done.insert(id)
                return reading.refuse("the chunks of the file \(id) lie too far apart")
            }
            earlyBytes += data.count
            assembly.early[number] = data
        } else if number == assembly.next {
            try await assembly.receiver.take(data)
            assembly.next += 1
            while let next = assembly.early.removeValue(forKey: assembly.next) {
                earlyBytes -= next.count
                try await assembly.receiver.take(next)
                assembly.next += 1
            }
        }
        if let length = announced[id]?.length, assembly.receiver.received >= length {
            try await finish(id, assembly, &reading)
        } else {
            open[id] = assembly
        }
    }

    private mutating func finish(_ id: ObjectID, _ assembly: Assembly, _ reading: inout CritsReading) async throws {
        var receiver = assembly.receiver
        earlyBytes -= assembly.early.values.reduce(0) { $0 + $1.count }
        done.insert(id)
        let content = try await receiver.finish()
        if let announced = announced[id] {
            guard content.size == announced.length else {
                return reading.refuse("the file \(id) has \(content.size) bytes, not \(announced.length)")
            }
            guard announced.md5 == nil || announced.md5 == Hexadecimal.encode(content.md5) else {
                return reading.refuse("the file \(id) has another MD5 than is said of it")
            }
        }
        if try await contents.link(id, content) { reading.counts.imported += 1 } else { reading.counts.skipped += 1 }
    }
}
