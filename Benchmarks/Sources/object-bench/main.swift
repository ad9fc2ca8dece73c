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
    func criterion(_ path: String, _ test: Criterion.Test) -> Filter {
        .criterion(Criterion(path: path.split(separator: ".").map(String.init), test: test))
    }
    let middle = count / 2
    let restricted = ObjectReader(sources: ["feed": [.green], "other": []])
    let queries: [(String, Filter, ObjectReader)] = [
        ("all", .all, .everything), ("all, restricted", .all, restricted),
        ("unique value", criterion("value", .equals(.string("host-\(middle).evil.example"))), .everything),
        ("unique, in an entry", criterion("source.instances.reference", .equals(.string("r\(middle)"))), .everything),
        ("10³", criterion("bucket_list", .equals(.string("rare-\(middle / 1_000)"))), .everything),
        ("10³, unsupported", criterion("unsupported_attrs.batch", .equals(.integer(Int64(middle / 1_000)))), restricted),
        ("a tenth", criterion("bucket_list", .equals("bucket-3")), .everything),
        ("a tenth, restricted", criterion("bucket_list", .equals("bucket-3")), restricted),
        ("source.name", criterion("source.name", .equals("feed")), restricted),
        ("regex on value", criterion("value", .matches(try Pattern("host-\(middle)\\.", ignoringCase: true))), .everything),
    ]
    for (name, filter, reader) in queries {
        var times: [Duration] = []
        var total = 0
        for _ in 0..<(name.hasPrefix("regex") ? 3 : 50) {
            let start = ContinuousClock.now
            let page = try await store.objects(ObjectQuery(type: indicators.type, filter: filter, reader: reader))
            times.append(ContinuousClock.now - start)
            total = page.total ?? -1
        }
        times.sort()
        print(
            "  \(name): \(total) matches, median \(milliseconds(times[times.count / 2])) ms, p99 \(milliseconds(times[times.count - 1])) ms"
        )
    }
    var query = ObjectQuery(type: indicators.type, reader: .everything, limit: 1_000, countsMatches: false)
    let start = ContinuousClock.now
    var pages = 0
    repeat {
        let page = try await store.objects(query)
        query.cursor = page.next
        pages += 1
    } while query.cursor != nil && pages < 100
    print("  listed by 1,000:", Int(Double(min(pages * 1_000, count)) / seconds(ContinuousClock.now - start)), "documents a second")
}
