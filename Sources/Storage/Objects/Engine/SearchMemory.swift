internal import Documents
internal import Model
internal import Synchronization

/// What searches have found out, good for as long as no object changes: how many match, and where pages begin (design
/// decisions 6 and 14).
package final class SearchMemory: Sendable {
    private struct Entry {
        var generation: Int64
        var total: Int?
        /// Offsets, ascending, with the cursors of the pages that begin there.
        var anchors: [(offset: Int, cursor: String)] = []
        var lastUse: UInt64 = 0
    }

    private struct State {
        var entries: [SearchKey: Entry] = [:]
        var uses: UInt64 = 0
    }

    private let state = Mutex(State())

    private static let maximumEntries = 512
    private static let maximumAnchors = 256

    package init() {}

    /// How many match, where it is known for that generation.
    func total(_ key: SearchKey, generation: Int64) -> Int? { entry(key, generation)?.total }

    /// The last known beginning of a page that is not past an offset.
    func anchor(_ key: SearchKey, generation: Int64, before offset: Int) -> (offset: Int, cursor: String)? {
        entry(key, generation)?.anchors.last { $0.offset <= offset }
    }

    private func entry(_ key: SearchKey, _ generation: Int64) -> Entry? {
        state.withLock { state in
            guard let entry = state.entries[key], entry.generation == generation else { return nil }
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            return entry
        }
    }

    func remember(total: Int, _ key: SearchKey, generation: Int64) {
        change(key, generation) { $0.total = total }
    }

    func remember(anchor cursor: String, at offset: Int, _ key: SearchKey, generation: Int64) {
        change(key, generation) { entry in
            let place = entry.anchors.firstIndex { $0.offset >= offset } ?? entry.anchors.count
            guard place == entry.anchors.count || entry.anchors[place].offset != offset else { return }
            entry.anchors.insert((offset, cursor), at: place)
            guard entry.anchors.count > SearchMemory.maximumAnchors else { return }
            // Every other one is enough to start from.
            entry.anchors = entry.anchors.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        }
    }

    private func change(_ key: SearchKey, _ generation: Int64, _ body: (inout Entry) -> Void) {
        state.withLock { state in
            state.uses += 1
            var entry = state.entries[key] ?? Entry(generation: generation)
            // A slow search must not bring back what is older.
            guard entry.generation <= generation else { return }
            if entry.generation < generation { entry = Entry(generation: generation) }
            entry.lastUse = state.uses
            body(&entry)
            state.entries[key] = entry
            guard state.entries.count > SearchMemory.maximumEntries else { return }
            let uses = state.entries.values.map(\.lastUse).sorted()
            let limit = uses[uses.count / 4]
            state.entries = state.entries.filter { $0.value.lastUse > limit }
        }
    }
}

/// A search by what decides its matches and their order.
package struct SearchKey: Sendable, Hashable {
    private let type: String
    private let reader: ObjectReader
    /// Filter and order as JSON: bytes, because canonically equivalent texts are not the same here.
    private let question: [UInt8]

    /// The key of a search's order; without `sort`, of its matches alone.
    init(_ query: ObjectQuery, isSorted: Bool) {
        type = query.type.name
        reader = query.reader
        var writer = JSONWriter(capacity: 128)
        writer.beginArray()
        SearchKey.write(query.filter, to: &writer)
        for key in isSorted ? query.sort : [] {
            writer.beginArray()
            writer.bool(key.isDescending)
            for name in key.path { writer.string(name) }
            writer.endArray()
        }
        writer.endArray()
        question = writer.take()
    }

    private static func write(_ filter: Filter, to writer: inout JSONWriter) {
        switch filter {
        case .all: writer.bool(true)
        case .nothing: writer.bool(false)
        case .and(let parts): write("and", parts, to: &writer)
        case .or(let parts): write("or", parts, to: &writer)
        case .criterion(let criterion):
            writer.beginArray()
            writer.bool(criterion.reachesUnsupported)
            write(criterion.test, to: &writer)
            for name in criterion.path { writer.string(name) }
            writer.endArray()
        }
    }

    private static func write(_ word: String, _ parts: [Filter], to writer: inout JSONWriter) {
        writer.beginArray()
        writer.string(word)
        for part in parts { write(part, to: &writer) }
        writer.endArray()
    }

    private static func write(_ test: Criterion.Test, to writer: inout JSONWriter) {
        func write(_ word: String, _ values: [DocumentValue]) {
            writer.string(word)
            StoredDocument.write(.list(values), to: &writer)
        }
        switch test {
        case .equals(let value): write("eq", [value])
        case .notEquals(let value): write("ne", [value])
        case .isIn(let values): write("in", values)
        case .isNotIn(let values): write("nin", values)
        case .compares(let comparison, let value): write(comparison.rawValue, [value])
        case .exists(let isWanted): write("exists", [.boolean(isWanted)])
        case .matches(let pattern): write("matches", [.string(pattern.source), .boolean(pattern.ignoresCase)])
        }
    }
}
