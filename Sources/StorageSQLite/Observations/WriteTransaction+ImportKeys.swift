internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// The next free key of the node of imports at a second, or at the first later one that has room.
    func importKey(from seconds: UInt32) throws -> RecordKey {
        var second = seconds
        while true {
            let counter = try (state.importCounters[second] ?? lastImportCounter(second)) + 1
            if counter < RecordKey.countersPerSecond {
                if state.importCounters.count >= WriterState.maximumImportSeconds { state.importCounters.removeAll() }
                state.importCounters[second] = counter
                return RecordKey(seconds: second, counter: counter, node: NodeIdentities.importNode)
            }
            guard second < .max else { throw StorageError(.invalid, "there is no free key at second \(seconds)") }
            second += 1
        }
    }

    /// The highest counter that the node of imports has used at a second; -1 when none.
    private func lastImportCounter(_ second: UInt32) throws -> Int {
        let low = RecordKey(seconds: second, counter: 0, node: 0).rawValue
        let high = low | (1 << 31 - 1)
        var last = -1
        for segment in state.catalog.segments where segment.low <= high && segment.high > low {
            let row = try db.prepared(
                "SELECT key FROM raw_\(segment.id) WHERE key BETWEEN ? AND ? AND key & 127 = 127 ORDER BY key DESC LIMIT 1")
            defer { row.reset() }
            row.bind(1, low)
            row.bind(2, high)
            if try row.step() { last = max(last, RecordKey(rawValue: row.int64(0)).counter) }
        }
        return last
    }
}
