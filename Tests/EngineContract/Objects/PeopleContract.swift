import Documents
import Model
import Storage
import Testing

/// Promises about entries by their dates, counters of buckets and sectors, and what users keep for themselves.
enum PeopleContract {
    typealias Samples = ObjectSamples

    static let cases = [
        ContractCase("objects: entries of long lists are found by their dates") { engine in
            try await engine.withStore { store in try await dates(store) }
        },
        ContractCase("objects: the newest entries of a list") { engine in
            try await engine.withStore { store in try await newest(store) }
        },
        ContractCase("objects: buckets and sectors count what their reader may see") { engine in
            try await engine.withStore { store in try await tags(store) }
        },
        ContractCase("people: favourites and subscriptions, until the object is gone") { engine in
            try await engine.withStore { store in try await marks(store) }
        },
        ContractCase("people: changes are told to subscribers but not to who made them") { engine in
            try await engine.withStore { store in try await notices(store) }
        },
        ContractCase("people: notifications are read, removed and trimmed") { engine in
            try await engine.withStore { store in try await readAndRemove(store) }
        },
    ]

    private static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(microseconds: Samples.start.microseconds + milliseconds * 1_000)
    }

    private static func ticket(_ number: Int, at date: Timestamp) -> Document {
        ["ticket_number": .string("\(number)"), "date": .date(date)]
    }

    // MARK: Dates

    private static func dates(_ store: any Store) async throws {
        let type = Samples.indicator
        let id = try await store.change { transaction in
            let id = try Samples.add("hub", sources: [], to: transaction)
            // Every other millisecond, the later half in one row; more than are read at once.
            for number in 0..<700 {
                let date = time(Int64(number < 300 ? number * 2 : number + 300))
                try transaction.addPart(of: type, id: id, list: .tickets, key: "\(number)", value: ticket(number, at: date))
            }
            return id
        }
        try await store.change { transaction in
            func found(_ date: Timestamp, key: String? = nil) throws -> [String] {
                try transaction.parts(of: type, id: id, list: .tickets, key: key, date: date).map(\.key)
            }
            func free(_ date: Timestamp) throws -> Timestamp {
                try transaction.freeDate(of: type, id: id, list: .tickets, key: nil, from: date)
            }
            let first = try found(time(0))
            #expect(first == ["0"])
            #expect(try found(time(1)) == [])
            #expect(try found(time(598)) == ["299"])
            #expect(try found(time(999)) == ["699"])
            #expect(try found(time(598), key: "299") == ["299"])
            #expect(try found(time(598), key: "298") == [])
            #expect(try free(time(1)) == time(1))
            #expect(try free(time(0)) == time(1))
            #expect(try free(time(598)) == time(599))
            #expect(try free(time(600)) == time(1_000))
            #expect(try free(time(999)) == time(1_000))
            #expect(try free(time(-1)) == time(-1))
            #expect(try free(Timestamp(microseconds: time(40).microseconds + 999)) == time(41))
        }
        try await store.change { transaction in
            for number in [3, 299] {
                let part = try #require(try transaction.parts(of: type, id: id, list: .tickets, key: "\(number)", limit: 1).first)
                try transaction.removePart(of: type, id: id, list: .tickets, row: part.row)
            }
            var part = try #require(try transaction.parts(of: type, id: id, list: .tickets, key: "650", limit: 1).first)
            part.value = ticket(650, at: time(5))
            try transaction.replacePart(of: type, id: id, list: .tickets, part: part)
            for (date, keys) in [(6, []), (598, []), (950, []), (5, ["650"]), (951, ["651"])] {
                let found = try transaction.parts(of: type, id: id, list: .tickets, key: nil, date: time(Int64(date)))
                #expect(found.map(\.key) == keys, "\(date)")
            }
            #expect(try transaction.freeDate(of: type, id: id, list: .tickets, key: nil, from: time(600)) == time(950))
        }
        try await sourceDates(store)
        // A new object in the place of a deleted one has none of its dates.
        try await store.change { try $0.delete(type: type, id: id) }
        try await store.change { transaction in
            try Samples.add("again", id: id, sources: [], to: transaction)
            #expect(try transaction.freeDate(of: type, id: id, list: .tickets, key: nil, from: time(600)) == time(600))
            #expect(try transaction.parts(of: type, id: id, list: .tickets, key: nil, date: time(951)).isEmpty)
        }
    }

    /// Instances of different sources may have one date.
    private static func sourceDates(_ store: any Store) async throws {
        let type = Samples.indicator
        try await store.change { transaction in
            let id = try Samples.add("sources", sources: [], to: transaction)
            for number in 0..<60 {
                let instance: Document = ["date": .date(time(Int64(number / 2))), "tlp": "green"]
                let name = number % 2 == 0 ? "A" : "B"
                try transaction.addPart(
                    of: type, id: id, list: .source, key: name, value: ["name": .string(name), "instance": .document(instance)])
            }
            for (name, date, count) in [("A", 0, 1), ("B", 29, 1), ("A", 29, 1), ("A", 30, 0), ("C", 3, 0)] {
                #expect(try transaction.parts(of: type, id: id, list: .source, key: name, date: time(Int64(date))).count == count)
            }
            #expect(try transaction.freeDate(of: type, id: id, list: .source, key: "A", from: time(4)) == time(30))
            #expect(try transaction.freeDate(of: type, id: id, list: .source, key: "C", from: time(4)) == time(4))
        }
    }

    private static func newest(_ store: any Store) async throws {
        let type = Samples.indicator
        try await store.change { transaction in
            let id = try Samples.add("hub", to: transaction)
            for number in 0..<40 {
                try transaction.addPart(
                    of: type, id: id, list: .tickets, key: "k\(number % 4)", value: ticket(number, at: time(Int64(number))))
            }
            func numbers(_ key: String?, _ limit: Int) throws -> [String] {
                try transaction.newestParts(of: type, id: id, list: .tickets, key: key, limit: limit)
                    .map { $0.value["ticket_number"]?.string ?? "" }
            }
            #expect(try numbers(nil, 3) == ["39", "38", "37"])
            #expect(try numbers("k1", 2) == ["37", "33"])
            #expect(try numbers("k9", 2).isEmpty)
            #expect(try numbers(nil, 0).isEmpty)
            #expect(try numbers(nil, 100).count == 40)
        }
    }

    // MARK: Buckets and sectors

    private static func names(_ names: String...) -> DocumentValue { .list(names.map { .string($0) }) }

    private static func counts(
        _ store: any Store, _ reader: ObjectReader = Samples.everything, _ kind: TagKind = .bucket,
        types: Set<String> = ["Indicator", "Domain"], after: String? = nil, limit: Int = 10
    ) async throws -> [String: [String: Int]] {
        let found = try await store.tags(TagQuery(kind: kind, reader: reader, types: types, after: after, limit: limit))
        #expect(found.map(\.name) == found.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.counts) })
    }

    private static func tags(_ store: any Store) async throws {
        let type = Samples.indicator
        let (first, second) = try await store.change { transaction in
            let first = try Samples.add("one", type, ["bucket_list": names("x", "y", "x"), "sectors": names("Energy")], to: transaction)
            let second = try Samples.add("two", sources: [("B", "white")], ["bucket_list": names("x")], to: transaction)
            try Samples.add("three", Samples.domain, ["bucket_list": names("x", "é \u{1F41D}")], to: transaction)
            return (first, second)
        }
        let reader = ObjectReader(sources: ["A": [.green]])
        #expect(
            try await counts(store) == [
                "x": ["Indicator": 2, "Domain": 1], "y": ["Indicator": 1], "é \u{1F41D}": ["Domain": 1],
            ])
        #expect(
            try await counts(store, reader) == [
                "x": ["Indicator": 1, "Domain": 1], "y": ["Indicator": 1], "é \u{1F41D}": ["Domain": 1],
            ])
        #expect(try await counts(store, ObjectReader()).isEmpty)
        #expect(try await counts(store, reader, .sector) == ["Energy": ["Indicator": 1]])
        #expect(try await counts(store, types: ["Domain"], limit: 1) == ["x": ["Domain": 1]])
        #expect(try await counts(store, after: "x", limit: 1) == ["y": ["Indicator": 1]])
        // Another source makes one more visible, in the same transaction as another change of its names.
        try await store.change { transaction in
            try transaction.addPart(of: type, id: second, list: .source, key: "A", value: Samples.source("A", "green"))
            #expect(try transaction.ids(of: type, identity: "one") == [first])
            try transaction.replaceHead(
                of: type, id: second, identities: ["two"], head: Samples.head("two", ["bucket_list": names("y", "z")]))
        }
        #expect(
            try await counts(store, reader) == [
                "x": ["Indicator": 1, "Domain": 1], "y": ["Indicator": 2], "z": ["Indicator": 1], "é \u{1F41D}": ["Domain": 1],
            ])
        // What a command changed before it failed does not count.
        struct Refusal: Error {}
        await #expect(throws: Refusal.self) {
            try await store.change { transaction in
                try Samples.add("four", type, ["bucket_list": names("x")], to: transaction)
                throw Refusal()
            }
        }
        try await store.change { try $0.delete(type: type, id: first) }
        #expect(
            try await counts(store, reader) == [
                "x": ["Domain": 1], "y": ["Indicator": 1], "z": ["Indicator": 1], "é \u{1F41D}": ["Domain": 1],
            ])
        #expect(try await counts(store, reader, .sector).isEmpty)
    }

    // MARK: People

    private static func marks(_ store: any Store) async throws {
        let ids = try await store.change { transaction in
            [try Samples.add("one", to: transaction), try Samples.add("two", to: transaction)]
        }
        func set(_ kind: MarkKind, _ number: Int, _ user: String, isOn: Bool = true) async throws {
            let mark = ObjectMark(type: "Indicator", id: ids[number], time: time(Int64(number)))
            try await store.setMark(kind, mark, of: user, isOn: isOn)
        }
        func found(_ kind: MarkKind, _ user: String, limit: Int = 10) async throws -> [ObjectID] {
            try await store.marks(kind, of: user, limit: limit).map(\.id)
        }
        for number in [0, 1, 0] { try await set(.favorite, number, "ann") }
        try await set(.subscription, 1, "ann")
        try await set(.favorite, 0, "bob")
        #expect(try await found(.favorite, "ann") == [ids[1], ids[0]])
        #expect(try await found(.favorite, "ann", limit: 1) == [ids[1]])
        #expect(try await found(.subscription, "ann") == [ids[1]])
        #expect(try await found(.subscription, "bob").isEmpty)
        let mark = try #require(try await store.marks(.favorite, of: "bob", limit: 1).first)
        #expect(mark == ObjectMark(type: "Indicator", id: ids[0], time: time(0)))
        try await set(.favorite, 1, "ann", isOn: false)
        try await set(.favorite, 1, "ann", isOn: false)
        #expect(try await found(.favorite, "ann") == [ids[0]])
        #expect(try await found(.subscription, "ann") == [ids[1]])
        try await store.change { try $0.delete(type: Samples.indicator, id: ids[0]) }
        #expect(try await found(.favorite, "ann").isEmpty)
        #expect(try await found(.favorite, "bob").isEmpty)

        for name in ["B", "A", "B"] {
            try await store.setSubscription(SourceSubscription(name: name, time: time(0)), of: "ann", isOn: true)
        }
        #expect(try await store.sourceSubscriptions(of: "ann").map(\.name) == ["A", "B"])
        try await store.setSubscription(SourceSubscription(name: "A", time: time(0)), of: "ann", isOn: false)
        #expect(try await store.sourceSubscriptions(of: "ann") == [SourceSubscription(name: "B", time: time(0))])
        #expect(try await store.sourceSubscriptions(of: "bob").isEmpty)
    }

    private static func notices(_ store: any Store) async throws {
        let type = Samples.indicator
        let (one, other) = try await store.change { transaction in
            (
                try Samples.add("one", sources: [("A", "green")], to: transaction),
                try Samples.add("other", sources: [("B", "green")], to: transaction)
            )
        }
        func tell(_ id: ObjectID, _ kind: NoticeKind, by user: String, _ text: String = "", mentioned: [String] = []) async throws {
            try await store.change { transaction in
                try transaction.notify(
                    NewNotice(kind: kind, type: type, id: id, analyst: user, text: text, mentioned: mentioned))
            }
        }
        func told(_ user: String) async throws -> [String] {
            try await store.notices(of: user, before: nil, limit: 10).map { "\($0.kind) \($0.id == one ? "one" : "other") \($0.text)" }
        }
        try await tell(one, .changed, by: "bob", "too early")
        try await store.setMark(.subscription, ObjectMark(type: type.name, id: one, time: .now), of: "ann", isOn: true)
        try await store.setMark(.favorite, ObjectMark(type: type.name, id: one, time: .now), of: "carl", isOn: true)
        try await store.setSubscription(SourceSubscription(name: "B", time: .now), of: "dora", isOn: true)
        try await tell(one, .changed, by: "bob", "status, tickets")
        try await tell(one, .changed, by: "ann", "status")
        try await tell(other, .created, by: "bob")
        try await tell(other, .commented, by: "dora", mentioned: ["ann", "dora", "eve"])
        #expect(try await told("ann") == ["commented other ", "changed one status, tickets"])
        #expect(try await told("dora") == ["created other "])
        #expect(try await told("eve") == ["commented other "])
        #expect(try await told("bob").isEmpty)
        #expect(try await told("carl").isEmpty)
        let notice = try #require(try await store.notices(of: "eve", before: nil, limit: 1).first)
        #expect(notice.type == "Indicator" && notice.analyst == "dora" && !notice.isRead)
        // An object tells of the sources that it has within the same command.
        try await store.change { transaction in
            let id = try Samples.add("third", sources: [("A", "green"), ("B", "red")], to: transaction)
            try transaction.notify(NewNotice(kind: .created, type: type, id: id, analyst: "bob"))
        }
        #expect(try await told("dora").count == 2)
        try await store.change { try $0.delete(type: type, id: other) }
        #expect(try await told("ann") == ["changed one status, tickets"])
        #expect(try await told("eve").isEmpty)
    }

    private static func readAndRemove(_ store: any Store) async throws {
        let id = try await store.change { try Samples.add("one", to: $0) }
        for number in 0..<9 {
            try await store.change { transaction in
                try transaction.notify(
                    NewNotice(
                        kind: .changed, type: Samples.indicator, id: id, analyst: "bob", text: "\(number)",
                        mentioned: ["ann", "eve"]))
            }
        }
        func texts(_ user: String, before: Int64? = nil, limit: Int = 20) async throws -> [String] {
            try await store.notices(of: user, before: before, limit: limit).map(\.text)
        }
        let all = try await store.notices(of: "ann", before: nil, limit: 20)
        #expect(all.map(\.text) == (0..<9).reversed().map { "\($0)" })
        #expect(try await texts("ann", before: all[3].number, limit: 2) == ["4", "3"])
        try await store.markNoticesRead(of: "ann", upTo: all[2].number)
        let read = try await store.notices(of: "ann", before: nil, limit: 20).map(\.isRead)
        #expect(read == [false, false] + Array(repeating: true, count: 7))
        #expect(try await store.notices(of: "eve", before: nil, limit: 20).allSatisfy { !$0.isRead })
        try await store.removeNotices(of: "eve", .one(all[0].number))
        #expect(try await texts("ann").count == 9)
        #expect(try await texts("eve").count == 9)
        try await store.removeNotices(of: "ann", .one(all[0].number))
        try await store.removeNotices(of: "ann", .upTo(all[7].number))
        #expect(try await texts("ann") == ["7", "6", "5", "4", "3", "2"])
        #expect(try await store.trimNotices(keeping: 4) == 2 + 5)
        #expect(try await texts("ann") == ["7", "6", "5", "4"])
        #expect(try await texts("eve").count == 4)
        #expect(try await store.trimNotices(keeping: 4) == 0)
    }
}
