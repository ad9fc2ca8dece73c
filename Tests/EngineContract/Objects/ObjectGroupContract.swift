import Documents
import Model
import Storage
import Testing

/// Commands that come at once share a transaction: each still succeeds or fails by itself, and sees those before it.
enum ObjectGroupContract {
    private typealias Samples = ObjectSamples
    private struct Refusal: Error {}

    static let cases = [
        ContractCase("objects: of many commands at once, those that throw leave nothing") { engine in
            try await engine.withStore { store in try await someFail([store]) }
        },
        ContractCase("objects: two processes change the same objects") { engine in
            try await engine.withStore { first in
                let second = try await engine.open()
                try await someFail([first, second])
                try await second.close()
            }
        },
        ContractCase("objects: a command sees what it has changed before") { engine in
            try await engine.withStore { store in
                try await store.change { try changesOfOneCommand($0) }
                #expect(try await Samples.values(store) == ["again"])
                #expect(try await store.check().isEmpty)
            }
        },
        ContractCase("objects: commands at once see what came before them in all lists") { engine in
            try await engine.withStore { store in try await turns(store) }
        },
    ]

    /// Every command adds an entry to one of a few objects, made by whoever comes first; a third of the commands then throw.
    private static func someFail(_ stores: [any Store]) async throws {
        let type = Samples.indicator
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<240 {
                group.addTask {
                    let store = stores[number % stores.count]
                    do {
                        try await store.change { transaction in
                            let value = "v\(number % 5)"
                            let found = try transaction.ids(of: type, identity: value).first
                            let id = try found ?? Samples.add(value, to: transaction)
                            let rows = try transaction.parts(of: type, id: id, list: .tickets, key: nil, limit: .max)
                            // More than the first few, so that the index of dates is asked what the group has put there.
                            let date = try transaction.freeDate(
                                of: type, id: id, list: .tickets, key: nil, from: Timestamp(microseconds: 1_700_000_000_000_000))
                            try transaction.addPart(
                                of: type, id: id, list: .tickets, key: "\(number)",
                                value: ["value": .string("\(number)"), "date": .date(date)])
                            #expect(
                                try transaction.parts(of: type, id: id, list: .tickets, key: nil, date: date).map(\.key) == ["\(number)"])
                            let now = try transaction.parts(of: type, id: id, list: .tickets, key: nil, limit: .max)
                            #expect(now.map(\.key) == rows.map(\.key) + ["\(number)"])
                            if number % 3 == 0 { throw Refusal() }
                        }
                        #expect(number % 3 != 0)
                    } catch is Refusal {
                        #expect(number % 3 == 0)
                    }
                }
            }
            try await group.waitForAll()
        }
        for store in stores {
            #expect(try await Samples.values(store).sorted() == (0..<5).map { "v\($0)" })
            for number in 0..<5 {
                let page = try await store.objects(
                    ObjectQuery(type: type, filter: Samples.criterion("value", .equals(.string("v\(number)"))), reader: .everything))
                let tickets = (page.documents.first?["tickets"]?.list ?? []).compactMap { $0.document?["value"]?.string }
                let dates = (page.documents.first?["tickets"]?.list ?? []).compactMap { $0.document?["date"]?.date }
                #expect(Set(dates).count == tickets.count)
                let wanted = (0..<240).filter { $0 % 5 == number && $0 % 3 != 0 }.map(String.init)
                #expect(tickets.sorted() == wanted.sorted())
            }
            for number in [1, 239] {
                let found = try await Samples.values(store, Samples.criterion("tickets.value", .equals(.string("\(number)"))))
                #expect(found == ["v\(number % 5)"])
            }
            #expect(try await store.check().isEmpty)
        }
    }

    private static func changesOfOneCommand(_ transaction: any ObjectTransaction) throws {
        let type = Samples.indicator
        func keys(_ id: ObjectID, _ key: String? = nil) throws -> [String] {
            try transaction.parts(of: type, id: id, list: .tickets, key: key, limit: 100).map(\.key)
        }
        let id = try Samples.add("first", to: transaction)
        for number in 0..<20 {
            try transaction.addPart(of: type, id: id, list: .tickets, key: "t\(number % 4)", value: ["value": .integer(Int64(number))])
        }
        let all = try transaction.parts(of: type, id: id, list: .tickets, key: nil, limit: 100)
        #expect(all.map(\.row) == Array(1...20))
        #expect(try keys(id, "t1").count == 5)
        #expect(try transaction.parts(of: type, id: id, list: .tickets, key: "t1", limit: 2).map(\.row) == [2, 6])
        var changed = all[1]
        changed.key = "other"
        try transaction.replacePart(of: type, id: id, list: .tickets, part: changed)
        #expect(try keys(id, "t1").count == 4 && keys(id, "other") == ["other"])
        // The row of the last entry, once it is gone, is the next one's.
        try transaction.removePart(of: type, id: id, list: .tickets, row: 20)
        try transaction.removePart(of: type, id: id, list: .tickets, row: 3)
        try transaction.addPart(of: type, id: id, list: .tickets, key: "new", value: ["value": "new"])
        let left = try transaction.parts(of: type, id: id, list: .tickets, key: nil, limit: 100)
        #expect(left.map(\.row) == [1, 2] + Array(4...20) && left.last?.key == "new")
        try transaction.replaceHead(of: type, id: id, identities: ["second"], head: Samples.head("second"))
        #expect(try transaction.ids(of: type, identity: "first").isEmpty)
        #expect(try transaction.ids(of: type, identity: "second") == [id])
        #expect(try transaction.head(of: type, id: id)?["value"] == "second")
        // The same id once more, without what it had.
        try transaction.delete(type: type, id: id)
        #expect(try transaction.ids(of: type, identity: "second").isEmpty && transaction.head(of: type, id: id) == nil)
        try Samples.add("again", id: id, to: transaction)
        #expect(try keys(id).isEmpty)
        #expect(try transaction.ids(of: type, identity: "again") == [id])
    }

    /// Commands that are sent together and build upon one another's rows, on objects that are stored already.
    private static func turns(_ store: any Store) async throws {
        let type = Samples.indicator
        let ids = try await store.change { transaction in
            try (0..<4).map { number in try Samples.add("o\(number)", sources: [("A", "green"), ("B", "red")], to: transaction) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<120 {
                group.addTask {
                    try await store.change { transaction in
                        let id = ids[number % 4]
                        let sources = try transaction.parts(of: type, id: id, list: .source, key: nil, limit: 100)
                        // The list changes between one, two and three entries.
                        if sources.count > 2 {
                            try transaction.removePart(of: type, id: id, list: .source, row: sources[number % 3].row)
                        } else {
                            try transaction.addPart(
                                of: type, id: id, list: .source, key: "C", value: Samples.source("C", ["white", "red"][number / 4 % 2]))
                        }
                        let now = try transaction.parts(of: type, id: id, list: .source, key: nil, limit: 100)
                        #expect(abs(now.count - sources.count) == 1)
                        #expect(zip(now, now.dropFirst()).allSatisfy { $0.row < $1.row })
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.check().isEmpty)
        for id in ids {
            let page = try await store.objects(ObjectQuery(type: type, ids: [id], reader: .everything))
            let sources = (page.documents.first?["source"]?.list ?? []).compactMap(\.document)
            let pairs = sources.flatMap { source in
                (source["instances"]?.list ?? []).map { (source["name"]?.string ?? "", $0.document?["tlp"]?.string ?? "red") }
            }
            // What the class of the object says is what its sources say.
            for (name, level) in [("A", TLP.green), ("B", .red), ("C", .white), ("C", .amber), ("A", .amber)] {
                let reader = ObjectReader(sources: [name: [level]])
                let isVisible = reader.sees(pairs.map { (source: $0.0, tlp: TLP(rawValue: $0.1) ?? .red) })
                let seen = try await store.objects(ObjectQuery(type: type, ids: [id], reader: reader))
                #expect(seen.documents.isEmpty == !isVisible, "\(name) \(level) of \(pairs)")
            }
        }
    }
}
