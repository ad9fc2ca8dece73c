internal import GRDB
internal import Model

/// The segments as the writer knows them: where a key goes, and what has changed since the last commit.
///
/// There is a chain of segments for each retention class. The ranges of a chain follow each other without gaps; those of
/// different chains overlap, and a key lies in one of them.
struct SegmentCatalog: Sendable {
    /// By class, then by key.
    private(set) var segments: [Segment]
    /// Where the chain of a class lies in `segments`.
    private var chains: [String: Range<Int>] = [:]
    private let rowsPerSegment: Int

    /// Seconds before its first key at which history gets a segment of its own, so that an import that runs forward from
    /// long ago does not mix with live rows.
    private static let historyGap: UInt32 = 3_600
    /// Segments that may stay small because of that.
    private static let maximumSmallSegments = 8
    /// Segments of a class up to which time alone starts a new one.
    private static let maximumTimedSegments = 400

    init(segments: [Segment], rowsPerSegment: Int) {
        self.segments = segments.sorted { ($0.retentionClass, $0.low) < ($1.retentionClass, $1.low) }
        self.rowsPerSegment = max(1, rowsPerSegment)
        findChains()
    }

    private mutating func findChains() {
        chains.removeAll(keepingCapacity: true)
        for (index, segment) in segments.enumerated() {
            chains[segment.retentionClass] = (chains[segment.retentionClass]?.lowerBound ?? index)..<(index + 1)
        }
    }

    /// The segment of a class that covers a key; nil only while the class has none at all.
    private func index(covering key: Int64, in chain: Range<Int>) -> Int? {
        var low = chain.lowerBound
        var high = chain.upperBound
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].high <= key { low = middle + 1 } else { high = middle }
        }
        return low < chain.upperBound && segments[low].covers(key) ? low : nil
    }

    /// The segments that may hold a key, at most one of each class.
    func indexes(covering key: Int64) -> [Int] {
        chains.values.compactMap { index(covering: key, in: $0) }
    }

    /// The segment a new key goes to; seals a full one and starts another where that is due.
    mutating func place(_ key: Int64, keptFor period: RetentionPeriod, in db: Database) throws -> Int {
        let name = Segment.retentionClass(of: period)
        guard let chain = chains[name], let index = index(covering: key, in: chain) else {
            let place = segments.firstIndex { $0.retentionClass > name } ?? segments.count
            return try insert(Segment(id: try SegmentTable.nextID(db), retentionClass: name, low: 0, high: .max), at: place, in: db)
        }
        let segment = segments[index]
        guard segment.rows > 0 else { return index }
        let isFull = segment.rows >= rowsPerSegment || chain.count < SegmentCatalog.maximumTimedSegments && segment.spans(key, period)
        let boundary = SegmentCatalog.boundary(after: segment.lastKey)
        if key >= boundary, isFull {
            segments[index].high = boundary
            if segments[index].indexState == .growing { segments[index].indexState = .sealed }
            segments[index].isChanged = true
            let next = Segment(id: try SegmentTable.nextID(db), retentionClass: segment.retentionClass, low: boundary, high: segment.high)
            return try insert(next, at: index + 1, in: db)
        }
        if key < segment.firstKey, isFull || startsHistory(key, before: segment, in: chain) {
            segments[index].low = segment.firstKey
            segments[index].isChanged = true
            let previous = Segment(
                id: try SegmentTable.nextID(db), retentionClass: segment.retentionClass, low: segment.low, high: segment.firstKey)
            return try insert(previous, at: index, in: db)
        }
        return index
    }

    /// The first key after a message and all sessions it may have.
    private static func boundary(after key: Int64) -> Int64 {
        let message = RecordKey(rawValue: key)
        return message.at(position: RecordKey.positionsPerMessage - 1).rawValue - Int64(message.node) + Int64(RecordKey.maximumNodes)
    }

    private func startsHistory(_ key: Int64, before segment: Segment, in chain: Range<Int>) -> Bool {
        let gap = Int64(RecordKey(rawValue: segment.firstKey).seconds) - Int64(RecordKey(rawValue: key).seconds)
        guard gap > Int64(SegmentCatalog.historyGap) else { return false }
        let small = segments[chain].count { $0.rows < rowsPerSegment / 16 }
        return segment.rows >= rowsPerSegment / 16 || small < SegmentCatalog.maximumSmallSegments
    }

    private mutating func insert(_ segment: Segment, at index: Int, in db: Database) throws -> Int {
        // Ranges first, so that at no time two rows of the table cover one key.
        try flush(to: db)
        try SegmentTable.create(segment, in: db)
        segments.insert(segment, at: index)
        findChains()
        return index
    }

    /// Notes a new message.
    mutating func count(_ key: RecordKey, receivedSeconds: Int64, at index: Int) {
        segments[index].rows += 1
        if key.rawValue < segments[index].firstKey { segments[index].firstKey = key.rawValue }
        if key.rawValue > segments[index].lastKey { segments[index].lastKey = key.rawValue }
        segments[index].receiptLag.include(keySeconds: key.seconds, timeSeconds: receivedSeconds)
        segments[index].isChanged = true
    }

    /// A segment whose index is still to be merged.
    var unmergedIndex: Int? {
        segments.firstIndex { $0.indexState == .sealed || $0.indexState == .merging }
    }

    /// Merges one index a little further.
    mutating func mergeStep(in db: Database) throws {
        guard let index = unmergedIndex else { return }
        segments[index].indexState = try SegmentTable.merge(segments[index], in: db)
        segments[index].isChanged = true
    }

    /// Notes that a message is gone.
    mutating func uncount(at index: Int) {
        segments[index].rows -= 1
        segments[index].isChanged = true
    }

    /// Takes a segment out; its range goes to a neighbour of its class.
    mutating func remove(at index: Int, from db: Database) throws {
        let gone = segments.remove(at: index)
        try SegmentTable.hide(gone, in: db)
        if index < segments.count, segments[index].retentionClass == gone.retentionClass {
            segments[index].low = gone.low
            segments[index].isChanged = true
        } else if index > 0, segments[index - 1].retentionClass == gone.retentionClass {
            segments[index - 1].high = gone.high
            segments[index - 1].isChanged = true
        }
        findChains()
    }

    /// Notes a session.
    mutating func countSession(_ key: RecordKey, seconds: Int64, at index: Int) {
        segments[index].sessionLag.include(keySeconds: key.seconds, timeSeconds: seconds)
        segments[index].isChanged = true
    }

    /// Notes that ids of another system are among the messages.
    mutating func markForeign(at index: Int, in db: Database) throws {
        guard !segments[index].hasForeignIDs else { return }
        segments[index].hasForeignIDs = true
        segments[index].isChanged = true
        try SegmentTable.advanceVersion(db)
    }

    /// Writes what has changed.
    mutating func flush(to db: Database) throws {
        for index in segments.indices where segments[index].isChanged {
            try SegmentTable.save(segments[index], in: db)
            segments[index].isChanged = false
        }
    }
}
