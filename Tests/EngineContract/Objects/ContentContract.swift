import Documents
import Model
import Storage
import Testing

/// Whose files readers may have: those that a source of theirs supplied (ruling 31).
enum ContentContract {
    typealias Samples = ObjectSamples

    private static let file = ObjectType(
        name: "Sample", resource: "samples", schemaVersion: 1, visibility: .bySource, ordering: [], growingLists: [.source],
        fields: [ObjectField("value", .string), ObjectField("filedata", .file), ObjectField("source", .shapes([]))])

    static let cases = [
        ContractCase("objects: files are shown, found and sorted for readers of a source that supplied them") { engine in
            try await engine.withStore { store in
                try await store.change { transaction in
                    try add("a", suppliedBy: ["A"], to: transaction)
                    try add("b", suppliedBy: ["B"], to: transaction)
                    try add("red", suppliedBy: ["A"], level: "red", to: transaction)
                    try add("none", suppliedBy: [], to: transaction)
                    try Samples.add("bare", file, sources: [("A", "green")], to: transaction)
                }
                let everything = ["a", "b", "red", "none"]
                try await check(store, .everything, seen: everything + ["bare"], having: everything)
                try await check(store, reader("A"), seen: everything + ["bare"], having: ["a"])
                try await check(store, reader("B"), seen: everything, having: ["b"])
                try await check(store, reader("A", "B"), seen: everything + ["bare"], having: ["a", "b"])
                try await check(store, reader("C"), seen: [], having: [])
            }
        },
        ContractCase("objects: an instance that comes with the content opens it, and its removal closes it") { engine in
            try await engine.withStore { store in
                let id = try await store.change { try add("a", suppliedBy: ["A"], to: $0) }
                #expect(try await having(store, reader("B")) == [])
                try await store.change { transaction in
                    var source = Samples.source("B", "green")
                    source["supplied"] = true
                    try transaction.addPart(of: file, id: id, list: .source, key: "B", value: source)
                }
                #expect(try await having(store, reader("B")) == ["a"])
                try await store.change { transaction in
                    let last = try #require(try transaction.parts(of: file, id: id, list: .source, key: "B", limit: 9).last)
                    try transaction.removePart(of: file, id: id, list: .source, row: last.row)
                }
                #expect(try await having(store, reader("B")) == [])
                #expect(try await having(store, reader("A")) == ["a"])
            }
        },
        ContractCase("objects: nothing shows or finds who supplied a file") { engine in
            try await engine.withStore { store in
                try await store.change { _ = try add("a", suppliedBy: ["A", "B"], to: $0) }
                let document = try #require(
                    try await store.objects(ObjectQuery(type: file, reader: .everything)).documents.first)
                for element in document["source"]?.list ?? [] {
                    #expect(element.document?.fields.map(\.name) == ["instances", "name"])
                }
                let exists = Samples.criterion("source.supplied", .exists(true))
                #expect(try await Samples.values(store, exists, type: file).isEmpty)
            }
        },
    ]

    private static func reader(_ sources: String...) -> ObjectReader {
        ObjectReader(sources: Dictionary(uniqueKeysWithValues: sources.map { ($0, [.green]) }))
    }

    /// An object with a file that both A and B gave at green, and some of them with the content, at some level.
    @discardableResult
    private static func add(
        _ value: String, suppliedBy suppliers: Set<String>, level: String = "green", to transaction: any ObjectTransaction
    ) throws -> ObjectID {
        let id = try Samples.add(
            value, file, sources: [("A", "green"), ("B", "green")],
            ["filedata": .string(ObjectID(seconds: 5, tail: UInt64(value.utf8.count)).description)], to: transaction)
        for supplier in suppliers.sorted() {
            var source = Samples.source(supplier, level, method: "upload")
            source["supplied"] = true
            try transaction.addPart(of: file, id: id, list: .source, key: supplier, value: source)
        }
        return id
    }

    /// What a reader finds by asking for objects with a file.
    private static func having(_ store: any ObjectStore, _ reader: ObjectReader) async throws -> [String] {
        try await Samples.values(store, Samples.criterion("filedata", .exists(true)), type: file, reader: reader)
    }

    private static func check(_ store: any ObjectStore, _ reader: ObjectReader, seen: [String], having: [String]) async throws {
        let page = try await store.objects(ObjectQuery(type: file, reader: reader))
        #expect(page.documents.compactMap { $0["value"]?.string } == seen)
        let shown = page.documents.filter { $0["filedata"] != nil }
        #expect(shown.compactMap { $0["value"]?.string } == having)
        let bare = try await store.objects(ObjectQuery(type: file, reader: reader, lists: []))
        #expect(bare.documents.filter { $0["filedata"] != nil }.count == having.count)
        #expect(try await self.having(store, reader) == having)
        let without = Samples.criterion("filedata", .exists(false))
        #expect(try await Samples.values(store, without, type: file, reader: reader) == seen.filter { !having.contains($0) })
        for value in seen {
            let id = ObjectID(seconds: 5, tail: UInt64(value.utf8.count)).description
            let found = try await Samples.values(
                store, Samples.criterion("filedata", .equals(.string(id))), type: file, reader: reader)
            #expect(found == having.filter { $0.utf8.count == value.utf8.count })
        }
        let sorted = try await Samples.values(store, type: file, reader: reader, sort: [SortKey(path: ["filedata"])])
        #expect(Set(sorted.prefix(seen.count - having.count)) == Set(seen).subtracting(having))
    }
}
