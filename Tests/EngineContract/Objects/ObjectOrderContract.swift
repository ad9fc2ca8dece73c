import Documents
import Model
import Storage
import Testing

/// Promises about order, counts and the moment that a query looks at.
enum ObjectOrderContract {
    typealias Samples = ObjectSamples

    static let cases = [
        ContractCase("objects: ordered by a date, by cursor and by offset, with equal and missing dates") { engine in
            try await engine.withStore { store in try await dates(store) }
        },
        ContractCase("objects: what was counted or paged before a change is not answered after it") { engine in
            try await engine.withStore { store in try await changes(store) }
        },
        ContractCase("objects: a page of those before an id counts all of them and no others") { engine in
            try await engine.withStore { store in
                let ids = try await store.change { transaction in
                    try (0..<30).map { try Samples.add("v\($0)", to: transaction) }
                }
                let filter = Samples.criterion("_id", .compares(.lessOrEqual, .string(ids[9].description)))
                let query = ObjectQuery(type: Samples.indicator, filter: filter, reader: .everything, limit: 4)
                let page = try await store.objects(query)
                #expect(page.total == 10 && page.documents.count == 4)
            }
        },
        ContractCase("objects: a page and its count are of one moment") { engine in
            try await engine.withStore { store in try await oneMoment(store) }
        },
        ContractCase("objects: of commands at once, those that fail after they have written leave nothing") { engine in
            try await engine.withStore { store in try await failuresAmongOthers(store) }
        },
    ]

    private static func walk(_ store: any ObjectStore, _ first: ObjectQuery, byCursor: Bool) async throws -> [String] {
        var query = first
        var found: [String] = []
        while true {
            let page = try await store.objects(query)
            found += page.documents.map { $0["value"]?.string ?? "" }
            guard let next = page.next else { return found }
            if byCursor { query.cursor = next } else { query.offset += page.documents.count }
        }
    }

    private static func dates(_ store: any ObjectStore) async throws {
        let type = Samples.indicator
        @Sendable func date(_ number: Int) -> Int? { number % 5 == 0 ? nil : number * 7 % 11 }
        try await store.change { transaction in
            for number in 0..<90 {
                var head = Samples.head("v\(number)", ["status": .string(number % 3 == 0 ? "New" : "Analyzed")])
                head["created"] = date(number).map { Samples.date(Int64($0)) }
                head["modified"] = head["created"]
                let id = ObjectID(seconds: 1_700_000_000 + UInt32(number), tail: 1)
                try transaction.insert(type: type, id: id, identities: [], head: head)
                try transaction.addPart(
                    of: type, id: id, list: .source, key: "A", value: Samples.source(number % 4 == 0 ? "B" : "A", "green"))
            }
        }
        let reader = ObjectReader(sources: ["A": [.green]])
        let new = Samples.criterion("status", .equals("New"))
        let some = Samples.criterion("value", .matches(try Pattern("[1-5]$", ignoringCase: true)))
        for (filter, reader, isRight): (Filter, ObjectReader, (Int) -> Bool) in [
            (.all, .everything, { _ in true }), (.all, reader, { $0 % 4 != 0 }), (new, .everything, { $0 % 3 == 0 }),
            (new, reader, { $0 % 3 == 0 && $0 % 4 != 0 }), (some, .everything, { (1...5).contains($0 % 10) }),
        ] {
            for name in ["created", "modified"] {
                for isDescending in [false, true] {
                    let right = (0..<90).filter(isRight).sorted { left, right in
                        let (mine, theirs) = (date(left) ?? -1, date(right) ?? -1)
                        return mine == theirs ? left < right : (mine < theirs) != isDescending
                    }.map { "v\($0)" }
                    var query = ObjectQuery(
                        type: type, filter: filter, reader: reader, sort: [SortKey(path: [name], isDescending: isDescending)], limit: 7)
                    for countsMatches in [true, false] {
                        query.countsMatches = countsMatches
                        let place: Comment = "\(filter) by \(name), descending \(isDescending)"
                        #expect(try await walk(store, query, byCursor: true) == right, place)
                        #expect(try await walk(store, query, byCursor: false) == right, place)
                    }
                }
            }
        }
    }

    private static func changes(_ store: any ObjectStore) async throws {
        func add(_ values: Range<Int>) async throws {
            try await store.change { transaction in
                for value in values {
                    try Samples.add("v\(value)", sources: [("A", "green")], ["created": Samples.date(Int64(value))], to: transaction)
                }
            }
        }
        try await add(0..<60)
        let filters = [
            Filter.all, Samples.criterion("status", .equals("New")),
            Samples.criterion("value", .matches(try Pattern("^v", ignoringCase: true))),
        ]
        let sorts = [[], [SortKey(path: ["created"])], [SortKey(path: ["created"], isDescending: true)], [SortKey(path: ["value"])]]
        func expect(_ count: Int) async throws {
            for filter in filters {
                for sort in sorts {
                    var query = ObjectQuery(type: Samples.indicator, filter: filter, reader: .everything, sort: sort, limit: 20)
                    let values = Set(try await walk(store, query, byCursor: false))
                    #expect(values.count == count, "\(filter), \(sort)")
                    query.offset = 40
                    let page = try await store.objects(query)
                    #expect(page.total == count && page.documents.count == count - 40, "\(filter), \(sort)")
                }
            }
        }
        try await expect(60)
        try await expect(60)
        // In the middle of the second page: where the third one begins moves.
        let gone = try await store.change { try $0.ids(of: Samples.indicator, identity: "v25") }
        for id in gone { try await store.change { try $0.delete(type: Samples.indicator, id: id) } }
        try await expect(59)
        try await add(60..<61)
        try await expect(60)
    }

    private static func oneMoment(_ store: any ObjectStore) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<60 {
                    try await store.change { transaction in
                        for half in ["a", "b"] { try Samples.add("v\(number)\(half)", to: transaction) }
                    }
                }
            }
            for filter in [
                Filter.all, Samples.criterion("status", .equals("New")),
                Samples.criterion("value", .matches(try Pattern("v", ignoringCase: true))),
            ] {
                group.addTask {
                    var seen = 0
                    while seen < 120 {
                        let sort = seen % 4 == 0 ? [] : [SortKey(path: ["created"], isDescending: true)]
                        let page = try await store.objects(
                            ObjectQuery(type: Samples.indicator, filter: filter, reader: .everything, sort: sort, limit: 1_000))
                        seen = page.documents.count
                        #expect(page.total == seen && seen % 2 == 0)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private struct Refusal: Error {}

    private static func failuresAmongOthers(_ store: any Store) async throws {
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<120 {
                group.addTask {
                    do {
                        try await store.change { transaction in
                            // Some fail before they have written anything, some afterwards.
                            if number % 10 == 3 { throw Refusal() }
                            let id = try Samples.add("v\(number)", to: transaction)
                            try transaction.audit(
                                ObjectAudit(user: "ann", type: "Indicator", target: id, method: "save()", value: "new"))
                            if number % 10 == 7 { throw Refusal() }
                        }
                        return (number, true)
                    } catch {
                        return (number, false)
                    }
                }
            }
            return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes.allSatisfy { number, isDone in isDone != [3, 7].contains(number % 10) })
        let right = (0..<120).filter { ![3, 7].contains($0 % 10) }.map { "v\($0)" }
        #expect(Set(try await Samples.values(store)) == Set(right))
        #expect(try await Samples.values(store).count == right.count)
        #expect(try await store.check().isEmpty)
    }
}
