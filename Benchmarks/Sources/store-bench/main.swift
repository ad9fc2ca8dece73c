import Documents
import Foundation
import Logging
import Model
import Storage
import StoragePostgres
import StorageSQLite

// store-bench DIRECTORY|URL ROWS [alike] [keep] [pages]
//
// Measures the embedded engine in a directory, or the cluster engine in the empty database of a postgres:// URL.
// Fills a store in batches of 1,000 and prints "ROWS RATE" for each window, as the programs in `baseline/` do; at 100,000,
// 1,000,000 and 10,000,000 messages also the times of pages, the size on disk and the memory of the process. With `pages` it
// measures the pages of a store that was filled before, and nothing else. With `alike` a source address or port comes as often
// as among ten million messages, so that its pages are as full. With `keep` nothing is dropped in the end.

let arguments = CommandLine.arguments
let options = Set(arguments.dropFirst(3))
guard arguments.count >= 3, let rows = Int(arguments[2]), rows >= 1_000, options.isSubset(of: ["alike", "keep", "pages"]) else {
    print("usage: store-bench DIRECTORY|URL ROWS [alike] [keep] [pages]")
    exit(64)
}
let logger = Logger(label: "store-bench")
let store: any Store
if arguments[1].contains("://") {
    store = try await PostgresStore.open(url: arguments[1], options: PostgresOptions(), logger: logger)
    // Claims the node whose keys the messages get.
    _ = try await store.lastKey()
} else {
    store = try SQLiteStore.open(directory: arguments[1], options: SQLiteOptions(), logger: logger)
}
var messages = CowrieMessages(node: store.identity.node)
if options.contains("alike") { messages.scale(to: rows) }
guard !options.contains("pages") else {
    try await PageTimes(store: store, messages: messages, rows: rows).print()
    try await store.close()
    exit(0)
}
let batchRows = 1_000
let window = rows < 1_000_000 ? rows / 10 : 100_000
var spent = Duration.zero
var slowest = Duration.zero
for start in stride(from: 0, to: rows, by: batchRows) {
    let batch = messages.batch(from: start, count: batchRows)
    let began = ContinuousClock.now
    _ = try await store.append(batch)
    let time = ContinuousClock.now - began
    spent += time
    slowest = max(slowest, time)
    let stored = start + batchRows
    if stored % window == 0 {
        print(
            stored, Int(Double(window) / seconds(spent)), "slowest batch ms", rounded(seconds(slowest) * 1_000), "resident MB",
            residentMegabytes())
        spent = .zero
        slowest = .zero
    }
    if [100_000, 1_000_000, 10_000_000].contains(stored) {
        try await PageTimes(store: store, messages: messages, rows: stored).print()
        print("bytes a message", try await store.status().size / Int64(stored))
    }
}
try await store.close()
guard !arguments[1].contains("://") else { exit(0) }
let opening = ContinuousClock.now
let again = try SQLiteStore.open(directory: arguments[1], options: SQLiteOptions(), logger: logger)
print("opened ms", rounded(seconds(ContinuousClock.now - opening) * 1_000))
let asking = ContinuousClock.now
_ = try await again.status()
print("status ms", rounded(seconds(ContinuousClock.now - asking) * 1_000))
if rows >= 2_000_000, !options.contains("keep") {
    let dropping = ContinuousClock.now
    // The first segment of a million ends before that message.
    let now = messages.message(1_100_000).message.received
    let hour = RetentionPolicy(other: RetentionPeriod(parsing: "1h") ?? .forever)
    let dropped = try await again.dropExpired(hour, at: Timestamp(microseconds: now.microseconds + 3_600_000_000))
    print("dropped", dropped.messages, "messages in ms", rounded(seconds(ContinuousClock.now - dropping) * 1_000))
    let reclaiming = ContinuousClock.now
    try await again.reclaim()
    print("space freed in ms", rounded(seconds(ContinuousClock.now - reclaiming) * 1_000))
}
try await again.close()

/// Resident memory of this process.
func residentMegabytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let fields = text.split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 / (1 << 20) : 0
}
