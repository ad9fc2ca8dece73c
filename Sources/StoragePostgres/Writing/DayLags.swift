import Documents
import Model
import Storage

/// How far the times of one transaction lie from their keys, by day; only what is wider than before is written.
struct DayLags {
    private let known: [Int64: DayPartition]
    private var seen: [Int64: DayPartition] = [:]

    init(known: [Int64: DayPartition]) {
        self.known = known
    }

    mutating func coverReceipt(_ received: Timestamp, key: RecordKey) {
        cover(key) { $0.receipt.cover(received.seconds - Int64(key.seconds)) }
    }

    mutating func coverSession(_ time: Timestamp, key: RecordKey) {
        cover(key) { $0.session.cover(time.seconds - Int64(key.seconds)) }
    }

    private mutating func cover(_ key: RecordKey, _ body: (inout DayPartition) -> Void) {
        let low = DayPartition.low(ofSecond: key.seconds)
        body(&seen[low, default: known[low] ?? DayPartition(low: low)])
    }

    /// Days whose lags grew.
    var widened: [DayPartition] { seen.values.filter { known[$0.low] != $0 }.sorted { $0.low < $1.low } }

    func flush(_ connection: Connection) throws(StorageError) {
        for day in widened { try DayTable.widen(day, connection) }
    }
}
