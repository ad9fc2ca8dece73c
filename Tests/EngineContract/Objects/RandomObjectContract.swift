import Documents
import FoundationEssentials
import Model
import Storage
import Testing

/// Random objects, changes, filters and readers against the reference evaluator (design decision 2).
///
/// `WAGGLE_OBJECT_CASES` is how many queries are asked, `WAGGLE_OBJECT_SEED` repeats a run.
enum RandomObjectContract {
    static let cases = [
        ContractCase("objects: random queries give what the evaluator gives") { engine in
            let environment = ProcessInfo.processInfo.environment
            let seed = environment["WAGGLE_OBJECT_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<UInt64.max)
            let count = environment["WAGGLE_OBJECT_CASES"].flatMap { Int($0) } ?? 400
            print("RandomObjectContract seed \(seed)")
            try await engine.withStore { store in
                var run = RandomObjectRun(store: store, seed: seed)
                try await run.make(80)
                for _ in 0..<max(1, count / 100) {
                    try await run.ask(100)
                    try await run.change(40)
                    if run.model.expected.count < 60 { try await run.make(40) }
                }
                #expect(try await store.check().isEmpty)
            }
        }
    ]
}

private struct RandomObjectRun {
    let store: any ObjectStore
    let seed: UInt64
    var model: RandomObjectModel
    let type = ObjectSamples.indicator

    init(store: any ObjectStore, seed: UInt64) {
        self.store = store
        self.seed = seed
        model = RandomObjectModel(seed: seed)
    }

    /// Makes some objects by a few commands.
    mutating func make(_ count: Int) async throws {
        for start in stride(from: 0, to: count, by: 20) {
            try await command { model, transaction in
                for _ in start..<min(start + 20, count) { try model.make(in: transaction) }
            }
        }
        // One object has more entries than are kept with it.
        try await command { model, transaction in
            for _ in 0..<40 { try model.addPart(0, in: transaction) }
        }
    }

    /// Makes some changes, sometimes several by one command.
    mutating func change(_ count: Int) async throws {
        var left = count
        while left > 0 {
            let some = min(left, model.random.chance(50) ? 1 : 1 + model.random.number(20))
            left -= some
            try await command { model, transaction in
                for _ in 0..<some { try model.change(in: transaction) }
            }
        }
    }

    /// A command that is run again begins with the same model.
    private mutating func command(
        _ body: @escaping @Sendable (inout RandomObjectModel, any ObjectTransaction) throws -> Void
    ) async throws {
        model = try await store.change { [model] transaction in
            var model = model
            try body(&model, transaction)
            return model
        }
    }

    // MARK: Asking

    mutating func ask(_ count: Int) async throws {
        for _ in 0..<count {
            let reader = model.random.reader()
            let filter = try model.random.filter(ids: model.expected.map(\.id))
            let sort = model.random.sort()
            let views = views(for: reader)
            let evaluator = FilterEvaluator(filter)
            let right = try views.filter { try evaluator.matches($0) }.sorted { sort.compare($0, $1) < 0 }
            let offset = model.random.chance(30) ? model.random.number(10) : 0
            let limit = model.random.chance(30) ? 1 + model.random.number(10) : 1_000
            var query = ObjectQuery(type: type, filter: filter, reader: reader, sort: sort, offset: offset, limit: limit)
            let page = try await store.objects(query)
            let place: Comment = "seed \(seed): \(filter) for \(reader), sorted by \(sort), \(offset), \(limit)"
            #expect(page.total == right.count, place)
            let documents = right.dropFirst(offset).prefix(limit)
            #expect(page.documents.map { $0["_id"] } == documents.map { $0["_id"] }, place)
            #expect(page.documents.map(withoutOther) == documents.map(withoutOther), place)
            #expect((page.next != nil) == (right.count > offset + limit), place)
            // The next page by its cursor, and by its offset, where the first one left off.
            guard let next = page.next else { continue }
            let following = right.dropFirst(offset + limit).prefix(limit).map { $0["_id"] }
            query.offset = offset + limit
            for cursor in [nil, next] {
                query.cursor = cursor
                if cursor != nil { query.offset = 0 }
                let second = try await store.objects(query)
                #expect(second.documents.map { $0["_id"] } == following, "next page by \(cursor ?? "offset"): \(place)")
                #expect(second.total == right.count, place)
            }
        }
    }

    /// What a reader sees, in the naive way.
    private func views(for reader: ObjectReader) -> [Document] {
        let visible = model.expected.filter { reader.sees($0.pairs) }
        if reader.seesEverything { return visible.map(\.document) }
        let targets = Set(visible.map(\.id.description))
        func isReadable(_ element: DocumentValue) -> Bool { reader.sources[element.document?["name"]?.string ?? ""] != nil }
        return visible.map { object in
            var document = object.document
            for list in ["source", "releasability"] {
                if let elements = document[list]?.list { document[list] = .list(elements.filter(isReadable)) }
            }
            if let elements = document["relationships"]?.list {
                document["relationships"] = .list(
                    elements.filter {
                        $0.document?["type"] == "Indicator" && targets.contains($0.document?["value"]?.string ?? "")
                    })
            }
            return document
        }
    }

    private func withoutOther(_ document: Document) -> Document {
        var document = document
        if let elements = document["source"]?.list { document["source"] = .list(elements.filter { $0.document?["name"] != "Other" }) }
        return document
    }
}
