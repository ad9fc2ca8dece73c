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
                    if run.expected.count < 60 { try await run.make(40) }
                }
                #expect(try await store.check().isEmpty)
            }
        }
    ]
}

private struct RandomObjectRun {
    let store: any ObjectStore
    let seed: UInt64
    var random: RandomObjects
    var expected: [RandomObjects.Expected] = []
    let type = ObjectSamples.indicator

    init(store: any ObjectStore, seed: UInt64) {
        self.store = store
        self.seed = seed
        random = RandomObjects(seed: seed)
    }

    mutating func make(_ count: Int) async throws {
        for _ in 0..<count {
            let tail = UInt64(random.number(4)) << 60 | UInt64(random.number(1_000_000))
            let object = RandomObjects.Expected(
                id: ObjectID(seconds: 1_700_000_000 + UInt32(random.number(5)), tail: tail), head: random.head())
            guard !expected.contains(where: { $0.id == object.id }) else { continue }
            expected.append(object)
            try await store.change { [type] transaction in
                try transaction.insert(type: type, id: object.id, identities: ["x"], head: object.head)
            }
            for _ in 0..<random.number(4) { try await addPart(expected.count - 1) }
        }
        // One object has more entries than are kept with it.
        for _ in 0..<40 { try await addPart(0) }
    }

    private mutating func addPart(_ index: Int) async throws {
        let list = random.pick(Array(GrowingList.allCases.filter { self.type.growingLists.contains($0) }))
        let (key, value) = random.part(list, targets: expected.map(\.id))
        let (type, id) = (type, expected[index].id)
        let row = try await store.change { transaction in
            try transaction.addPart(of: type, id: id, list: list, key: key, value: value)
            return try transaction.parts(of: type, id: id, list: list, key: nil, limit: .max).last?.row ?? 0
        }
        expected[index].parts[list, default: []].append((row, value))
    }

    mutating func change(_ count: Int) async throws {
        for _ in 0..<count {
            let index = random.number(expected.count)
            let (type, id) = (type, expected[index].id)
            switch random.number(6) {
            case 0:
                let head = random.head()
                expected[index].head = head
                try await store.change { try $0.replaceHead(of: type, id: id, identities: ["y"], head: head) }
            case 1, 2: try await addPart(index)
            case 3, 4: try await changePart(index, removes: random.chance(60))
            default:
                guard expected.count > 40 else { continue }
                expected.remove(at: index)
                try await store.change { try $0.delete(type: type, id: id) }
            }
        }
    }

    private mutating func changePart(_ index: Int, removes: Bool) async throws {
        let lists = expected[index].parts.filter { !$0.value.isEmpty }.map(\.key).sorted { $0.rawValue < $1.rawValue }
        guard !lists.isEmpty else { return }
        let list = random.pick(lists)
        let place = random.number(expected[index].parts[list]?.count ?? 1)
        guard let old = expected[index].parts[list]?[place] else { return }
        let (type, id) = (type, expected[index].id)
        if removes {
            expected[index].parts[list]?.remove(at: place)
            try await store.change { try $0.removePart(of: type, id: id, list: list, row: old.row) }
        } else {
            let (key, value) = random.part(list, targets: expected.map(\.id))
            expected[index].parts[list]?[place].value = value
            try await store.change { transaction in
                try transaction.replacePart(
                    of: type, id: id, list: list, part: ObjectPart(row: old.row, key: key, value: value))
            }
        }
    }

    // MARK: Asking

    mutating func ask(_ count: Int) async throws {
        for _ in 0..<count {
            let reader = random.reader()
            let filter = try random.filter(ids: expected.map(\.id))
            let sort = random.sort()
            let views = views(for: reader)
            let evaluator = FilterEvaluator(filter)
            let right = try views.filter { try evaluator.matches($0) }.sorted { sort.compare($0, $1) < 0 }
            let offset = random.chance(30) ? random.number(10) : 0
            let limit = random.chance(30) ? 1 + random.number(10) : 1_000
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
        let visible = expected.filter { reader.sees($0.pairs) }
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
