import Documents
import Model
import Storage
import Testing

/// Promises of the object store.
enum ObjectContract {
    typealias Samples = ObjectSamples
    private struct Refusal: Error, Equatable {}

    private static func expect(_ code: StorageError.Code, _ body: () async throws -> Void) async {
        let error = await #expect(throws: StorageError.self) { try await body() }
        #expect(error?.code == code)
    }

    private static func withStore(_ engine: any TestEngine, _ body: (any ObjectStore & BlobStore) async throws -> Void) async throws {
        try await engine.withStore { store in
            try await body(store)
            #expect(try await store.check().isEmpty)
        }
    }

    static let cases = [
        ContractCase("objects: what is inserted is found, replaced and deleted") { engine in
            try await withStore(engine) { store in try await lifeOfAnObject(store) }
        },
        ContractCase("objects: a command that throws leaves nothing, and its error arrives") { engine in
            try await withStore(engine) { store in
                await #expect(throws: Refusal.self) {
                    try await store.change { transaction in
                        try Samples.add("gone", to: transaction)
                        throw Refusal()
                    }
                }
                #expect(try await Samples.values(store).isEmpty)
                let found = try await store.change { try $0.ids(of: Samples.indicator, identity: "gone") }
                #expect(found.isEmpty)
                try await store.change { _ = try Samples.add("there", to: $0) }
                #expect(try await Samples.values(store, Samples.criterion("value", .equals("there"))) == ["there"])
            }
        },
        ContractCase("objects: natural keys are atomic among many commands") { engine in
            try await withStore(engine) { store in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<60 {
                        group.addTask {
                            try await store.change { transaction in
                                let value = "v\(number % 3)"
                                guard try transaction.ids(of: Samples.indicator, identity: value).isEmpty else { return }
                                try Samples.add(value, to: transaction)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await Samples.values(store).sorted() == ["v0", "v1", "v2"])
            }
        },
        ContractCase("objects: pages, cursors, offsets and counts") { engine in
            try await withStore(engine) { store in try await pages(store) }
        },
        ContractCase("objects: who sees what") { engine in
            try await withStore(engine) { store in try await visibility(store) }
        },
        ContractCase("objects: readers see sources, relationships and criteria redacted") { engine in
            try await withStore(engine) { store in try await redaction(store) }
        },
        ContractCase("objects: entries beyond the first are found as well") { engine in
            try await withStore(engine) { store in try await manyEntries(store) }
        },
        ContractCase("objects: files are referenced, kept once and swept") { engine in
            try await withStore(engine) { store in try await files(store) }
        },
    ]

    private static func lifeOfAnObject(_ store: any ObjectStore) async throws {
        let type = Samples.indicator
        let id = try await store.change { transaction in
            let id = try Samples.add("evil.example", sources: [("A", "green"), ("B", nil)], ["count": 3], to: transaction)
            #expect(try transaction.ids(of: type, identity: "evil.example") == [id])
            #expect(try transaction.ids(of: Samples.domain, identity: "evil.example").isEmpty)
            #expect(try transaction.head(of: type, id: id)?["_id"] == .string(id.description))
            #expect(try transaction.parts(of: type, id: id, list: .source, key: nil, limit: 10).map(\.key) == ["A", "B"])
            try transaction.audit(ObjectAudit(user: "ann", type: "Indicator", target: id, method: "save()", value: "new document"))
            return id
        }
        let page = try await store.objects(ObjectQuery(type: type, reader: Samples.everything))
        let document = try #require(page.documents.first)
        #expect(document["_id"] == .string(id.description) && document["count"] == 3 && document["tickets"] == .list([]))
        let sources = try #require(document["source"]?.list)
        #expect(sources.map { $0.document?["name"] } == ["A", "B"])
        #expect(sources[0].document?["instances"]?.list?.count == 1)

        await expect(.conflict) {
            try await store.change { try $0.insert(type: Samples.domain, id: id, identities: [], head: ["value": "x"]) }
        }
        try await store.change { transaction in
            try transaction.replaceHead(of: type, id: id, identities: ["good.example"], head: Samples.head("good.example"))
        }
        #expect(try await Samples.values(store, Samples.criterion("value", .equals("evil.example"))).isEmpty)
        #expect(try await Samples.values(store, Samples.criterion("count", .exists(true))).isEmpty)
        #expect(try await Samples.values(store, Samples.criterion("value", .equals("good.example"))) == ["good.example"])
        try await store.change { transaction in
            #expect(try transaction.ids(of: type, identity: "evil.example").isEmpty)
            var part = try #require(try transaction.parts(of: type, id: id, list: .source, key: "A", limit: 1).first)
            part.value = Samples.source("A", "green", method: "other")
            try transaction.replacePart(of: type, id: id, list: .source, part: part)
        }
        #expect(try await Samples.values(store, Samples.criterion("source.instances.method", .equals("other"))) == ["good.example"])
        try await store.change { try $0.delete(type: type, id: id) }
        #expect(try await Samples.values(store).isEmpty)
        #expect(try await Samples.values(store, Samples.criterion("value", .equals("good.example"))).isEmpty)
        await expect(.notFound) { try await store.change { try $0.delete(type: type, id: id) } }
        await expect(.notFound) { try await store.change { try $0.removePart(of: type, id: id, list: .source, row: 1) } }
    }

    private static func pages(_ store: any ObjectStore) async throws {
        let type = Samples.indicator
        // Ids of one second in no order.
        let ids = (0..<50).map { ObjectID(seconds: 1_700_000_000, tail: UInt64($0 * 7_919 % 50) << 20) }
        try await store.change { transaction in
            for (number, id) in ids.enumerated() {
                let more: [String: DocumentValue] = [
                    "status": number % 2 == 0 ? "New" : "Analyzed", "created": Samples.date(Int64(number * 13 % 50)),
                    "count": .integer(Int64(number % 7)),
                ]
                try Samples.add("v\(number)", id: id, more, to: transaction)
            }
        }
        let order = ids.indices.sorted { ids[$0] < ids[$1] }
        #expect(try await Samples.values(store) == order.map { "v\($0)" })
        #expect(try await Samples.values(store, sort: [SortKey(path: ["_id"], isDescending: true)]) == order.reversed().map { "v\($0)" })
        let even = Samples.criterion("status", .equals("New"))
        let evens = order.filter { $0 % 2 == 0 }.map { "v\($0)" }
        #expect(try await Samples.values(store, even, offset: 5, limit: 4) == Array(evens[5..<9]))
        for filter in [Filter.all, even, Samples.criterion("count", .compares(.less, 3))] {
            for sort in [[], [SortKey(path: ["created"], isDescending: true)], [SortKey(path: ["count"]), SortKey(path: ["value"])]] {
                let whole = try await Samples.values(store, filter, sort: sort)
                var query = ObjectQuery(type: type, filter: filter, reader: Samples.everything, sort: sort, limit: 7)
                var found: [String] = []
                repeat {
                    let page = try await store.objects(query)
                    #expect(page.total == whole.count)
                    found += page.documents.map { $0["value"]?.string ?? "" }
                    query.cursor = page.next
                } while query.cursor != nil
                #expect(found == whole)
            }
        }
        let created = try await Samples.values(store, sort: [SortKey(path: ["created"])])
        #expect(created == (0..<50).sorted { $0 * 13 % 50 < $1 * 13 % 50 }.map { "v\($0)" })
        let some = try await store.objects(
            ObjectQuery(type: type, ids: [ids[3], ids[1], ObjectID(seconds: 1, tail: 1)], reader: Samples.everything, limit: 1))
        #expect(some.total == 2 && some.next != nil && some.documents.count == 1)
        #expect(try await Samples.values(store, Samples.criterion("_id", .equals(.string(ids[9].description)))) == ["v9"])
        await expect(.invalid) {
            _ = try await store.objects(
                {
                    var query = ObjectQuery(type: type, reader: Samples.everything)
                    query.cursor = "x!"
                    return query
                }())
        }
    }

    private static func visibility(_ store: any ObjectStore) async throws {
        let targets = try await store.change { transaction in
            try Samples.add("own green", sources: [("A", "green")], to: transaction)
            try Samples.add("own red", sources: [("A", "red")], to: transaction)
            try Samples.add("own none", sources: [("A", nil)], to: transaction)
            let foreign = try Samples.add("foreign white", sources: [("B", "white")], to: transaction)
            try Samples.add("both", sources: [("A", "red"), ("B", "white")], to: transaction)
            let campaign = try Samples.add("campaign", Samples.campaign, to: transaction)
            try Samples.add("shot", Samples.screenshot, sources: [("A", "red")], to: transaction)
            try Samples.add("hidden shot", Samples.screenshot, sources: [("B", "white")], to: transaction)
            for (text, target) in [("on foreign", foreign), ("on campaign", campaign)] {
                try Samples.add(
                    text, Samples.comment, ["obj_type": "Indicator", "obj_id": .string(target.description)], to: transaction)
            }
            return [foreign, campaign]
        }
        let reader = ObjectReader(sources: ["A": [.green]])
        #expect(try await Samples.values(store, reader: reader) == ["own green", "both"])
        #expect(try await Samples.values(store, Samples.criterion("status", .equals("New")), reader: reader) == ["own green", "both"])
        #expect(try await Samples.values(store, reader: ObjectReader()).isEmpty)
        #expect(try await Samples.values(store).count == 5)
        #expect(try await Samples.values(store, type: Samples.campaign, reader: ObjectReader()) == ["campaign"])
        #expect(try await Samples.values(store, type: Samples.screenshot, reader: reader) == ["shot"])
        #expect(try await Samples.values(store, type: Samples.comment, reader: reader) == ["on campaign"])
        #expect(try await Samples.values(store, type: Samples.comment) == ["on foreign", "on campaign"])
        try await store.change { transaction in
            #expect(try !transaction.isVisible(type: Samples.indicator, id: targets[0], to: reader))
            try transaction.addPart(
                of: Samples.indicator, id: targets[0], list: .source, key: "A", value: Samples.source("A", "red"))
            #expect(try transaction.isVisible(type: Samples.indicator, id: targets[0], to: reader))
        }
        #expect(try await Samples.values(store, type: Samples.comment, reader: reader) == ["on foreign", "on campaign"])
        try await store.change { transaction in
            let part = try #require(
                try transaction.parts(of: Samples.indicator, id: targets[0], list: .source, key: "A", limit: 1).first)
            try transaction.removePart(of: Samples.indicator, id: targets[0], list: .source, row: part.row)
        }
        #expect(try await Samples.values(store, reader: reader) == ["own green", "both"])
    }

    private static func redaction(_ store: any ObjectStore) async throws {
        let hidden = try await store.change { transaction in
            let hidden = try Samples.add("hidden", sources: [("B", "white")], to: transaction)
            let seen = try Samples.add("seen", sources: [("A", "white")], to: transaction)
            let releasability: DocumentValue = .list([.document(["name": "A"]), .document(["name": "B"])])
            let id = try Samples.add(
                "main", sources: [("A", "white"), ("B", "white"), ("C", "red"), ("A", "red")], ["releasability": releasability],
                to: transaction)
            try Samples.relate(id, to: hidden, "Indicator", in: transaction)
            try Samples.relate(id, to: seen, "Indicator", in: transaction)
            try Samples.relate(id, to: ObjectID(seconds: 1, tail: 1), "Indicator", in: transaction)
            return hidden
        }
        let reader = ObjectReader(sources: ["A": [.green]])
        let page = try await store.objects(
            ObjectQuery(type: Samples.indicator, filter: Samples.criterion("value", .equals("main")), reader: reader))
        let main = try #require(page.documents.first)
        let sources = (main["source"]?.list ?? []).compactMap(\.document)
        #expect(sources.map { $0["name"]?.string } == ["A", "Other"])
        #expect(sources.first?["instances"]?.list?.count == 2)
        #expect(sources.last?["instances"] == .list([0, 0]))
        #expect(main["releasability"]?.list?.count == 1 && main["relationships"]?.list?.count == 1)
        let target = Samples.criterion("relationships.value", .equals(.string(hidden.description)))
        #expect(try await Samples.values(store, target) == ["main"])
        #expect(try await Samples.values(store, target, reader: reader).isEmpty)
        for (path, value, count) in [
            ("source.name", "A", 2), ("source.name", "B", 0), ("source.name", "Other", 0), ("releasability.name", "B", 0),
            ("releasability.name", "A", 1), ("source.instances.tlp", "white", 2),
        ] {
            let found = try await Samples.values(store, Samples.criterion(path, .equals(.string(value))), reader: reader)
            #expect(found.count == count, "\(path) \(value)")
            let others = try await Samples.values(store, Samples.criterion(path, .notEquals(.string(value))), reader: reader)
            #expect(others.count == 2 - count, "\(path) not \(value)")
        }
    }

    private static func manyEntries(_ store: any ObjectStore) async throws {
        let type = Samples.indicator
        let id = try await store.change { transaction in
            let id = try Samples.add("hub", to: transaction)
            try Samples.add("other", to: transaction)
            for number in 0..<100 {
                try transaction.addPart(
                    of: type, id: id, list: .objects, key: "o\(number)", value: ["type": "URI", "value": .string("o\(number)")])
            }
            return id
        }
        for number in [0, 15, 16, 99] {
            let value = Samples.criterion("objects.value", .equals(.string("o\(number)")))
            #expect(try await Samples.values(store, value) == ["hub"])
            #expect(try await Samples.values(store, .and([value, Samples.criterion("value", .equals("other"))])).isEmpty)
            #expect(
                try await Samples.values(store, .or([value, Samples.criterion("value", .equals("other"))])) == ["hub", "other"])
            #expect(try await Samples.values(store, Samples.criterion("objects.value", .notEquals(.string("o\(number)")))) == ["other"])
        }
        try await store.change { transaction in
            for key in ["o3", "o50"] {
                let part = try #require(try transaction.parts(of: type, id: id, list: .objects, key: key, limit: 1).first)
                try transaction.removePart(of: type, id: id, list: .objects, row: part.row)
            }
            var part = try #require(try transaction.parts(of: type, id: id, list: .objects, key: "o60", limit: 1).first)
            part.value["value"] = "new"
            try transaction.replacePart(of: type, id: id, list: .objects, part: part)
        }
        for (value, count) in [("o3", 0), ("o50", 0), ("o60", 0), ("new", 1), ("o61", 1)] {
            #expect(try await Samples.values(store, Samples.criterion("objects.value", .equals(.string(value)))).count == count)
        }
        let document = try await store.objects(ObjectQuery(type: type, reader: Samples.everything)).documents.first
        #expect(document?["objects"]?.list?.count == 98)
        try await store.change { try $0.delete(type: type, id: id) }
        #expect(try await Samples.values(store, Samples.criterion("objects.value", .equals("o61"))).isEmpty)
    }

    private static func files(_ store: any ObjectStore & BlobStore) async throws {
        let sha256 = [UInt8](repeating: 7, count: 32)
        func write(_ bytes: [[UInt8]]) async throws {
            let pending = try await store.beginBlob()
            for chunk in bytes { try await store.appendBlob(pending, chunk) }
            try await store.sealBlob(pending, sha256: sha256, size: Int64(bytes.map(\.count).reduce(0, +)))
        }
        try await write([[1, 2, 3], [4]])
        try await write([[1, 2, 3], [4]])
        let given = try await store.beginBlob()
        try await store.appendBlob(given, [9])
        try await store.discardBlob(given)
        await expect(.notFound) { try await store.appendBlob(given, [9]) }
        let id = try await store.change { try $0.linkFile(sha256: sha256, owner: $0.newID()) }
        await expect(.notFound) { _ = try await store.change { try $0.linkFile(sha256: [1], owner: $0.newID()) } }
        let own = ObjectID(seconds: 9, tail: 9)
        try await store.change { try $0.linkFile(own, sha256: sha256, owner: $0.newID()) }
        await expect(.conflict) { try await store.change { try $0.linkFile(own, sha256: sha256, owner: $0.newID()) } }
        #expect(try await store.file(own)?.sha256 == sha256)
        try await store.change { try $0.unlinkFile(own) }
        #expect(try await store.file(id) == FileReference(id: id, sha256: sha256, size: 4))
        #expect(try await store.blobChunk(sha256: sha256, index: 0) == [1, 2, 3])
        #expect(try await store.blobChunk(sha256: sha256, index: 1) == [4])
        #expect(try await store.blobChunk(sha256: sha256, index: 2) == nil)
        let future = Timestamp(microseconds: Timestamp.now.microseconds + 3_600_000_000)
        #expect(try await store.sweep(olderThan: future) == 0)
        try await store.change { try $0.unlinkFile(id) }
        #expect(try await store.file(id) == nil)
        #expect(try await store.sweep(olderThan: Samples.start) == 0)
        #expect(try await store.sweep(olderThan: future) == 1)
        #expect(try await store.blobChunk(sha256: sha256, index: 0) == nil)
    }
}
