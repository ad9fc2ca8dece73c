// Writes indicators into a store in groups, and asks for them by each kind of criterion.
//
//   object-bench DIRECTORY-OR-URL COUNT
import Documents
import Foundation
import Logging
import Model
import Storage
import StoragePostgres
import StorageSQLite

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func milliseconds(_ duration: Duration) -> String { String(format: "%.2f", seconds(duration) * 1_000) }

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]) else {
    print("usage: object-bench DIRECTORY-OR-URL COUNT")
    exit(64)
}
let place = CommandLine.arguments[1]
let logger = Logger(label: "object-bench")
let store: any Store =
    place.hasPrefix("postgres")
    ? try await PostgresStore.open(url: place, options: PostgresOptions(), logger: logger)
    : try SQLiteStore.open(directory: place, options: SQLiteOptions(), logger: logger)
let indicators = Indicators()

// MARK: Writing

let window = 10_000
var written = 0
var began = ContinuousClock.now
while written < count {
    let first = written
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in first..<min(first + 1_000, count) {
            group.addTask { try await store.change { try indicators.add(number, $0) } }
        }
        try await group.waitForAll()
    }
    written = min(first + 1_000, count)
    if written % window == 0 {
        let rate = Double(window) / seconds(ContinuousClock.now - began)
        if [10_000, 100_000].contains(written) || written % 100_000 == 0 { print(written, "written,", Int(rate), "a second") }
        began = .now
    }
    if [10_000, 100_000, 1_000_000].contains(written) { try await ask(written) }
}
try await store.close()

// MARK: Asking

func ask(_ count: Int) async throws {
    print("bytes an object", try await store.status().size / Int64(count))
    for question in Questions(count: count).all {
        var times: [Duration] = []
        var total = 0
        for number in 0..<question.variants {
            let query = try question.query(number)
            let start = ContinuousClock.now
            total = try await store.objects(query).total ?? -1
            times.append(ContinuousClock.now - start)
        }
        let query = try question.query(0)
        let start = ContinuousClock.now
        _ = try await store.objects(query)
        let again = ContinuousClock.now - start
        times.sort()
        print(
            "  \(question.name): \(total) matches, median \(milliseconds(times[times.count / 2])) ms, longest"
                + " \(milliseconds(times[times.count - 1])) ms, again \(milliseconds(again)) ms")
    }
    for (name, sort) in [("_id", []), ("-created", [SortKey(path: ["created"], isDescending: true)])] {
        var query = ObjectQuery(type: indicators.type, reader: .everything, sort: sort, limit: 1_000, countsMatches: false)
        let start = ContinuousClock.now
        var pages = 0
        repeat {
            let page = try await store.objects(query)
            query.cursor = page.next
            pages += 1
        } while query.cursor != nil && pages < 100
        let rate = Double(min(pages * 1_000, count)) / seconds(ContinuousClock.now - start)
        print("  listed by 1,000 in the order of \(name):", Int(rate), "documents a second")
    }
}
