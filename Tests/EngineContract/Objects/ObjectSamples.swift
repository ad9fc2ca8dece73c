import Documents
import Model
import Storage
import Testing

/// Types, objects and readers for tests of the object store.
enum ObjectSamples {
    private static let fields: [ObjectField] = [
        ObjectField("value", .string, isRequired: true), ObjectField("status", .string), ObjectField("count", .integer),
        ObjectField("created", .date), ObjectField("modified", .date), ObjectField("bucket_list", .strings),
        ObjectField("campaign", .shapes([ObjectField("name", .string)])), ObjectField("source", .shapes([])),
        ObjectField("releasability", .shapes([])), ObjectField("relationships", .shapes([])), ObjectField("objects", .shapes([])),
        ObjectField("tickets", .shapes([])), ObjectField("actions", .shapes([])),
    ]

    static func type(
        _ name: String, visibility: ObjectVisibility = .bySource,
        lists: Set<GrowingList> = [.source, .relationships, .objects, .tickets, .actions]
    ) -> ObjectType {
        ObjectType(
            name: name, resource: name.lowercased(), schemaVersion: 1, visibility: visibility, ordering: [], growingLists: lists,
            fields: fields)
    }

    static let indicator = type("Indicator")
    static let domain = type("Domain")
    static let campaign = type("Campaign", visibility: .toReaders, lists: [.relationships, .objects, .tickets])
    static let screenshot = type("Screenshot", visibility: .byReadableSource, lists: [.source])
    static let comment = type("Comment", visibility: .asTarget(typeKey: "obj_type", idKey: "obj_id"), lists: [])

    static let everything = ObjectReader.everything
    static let start = Timestamp(microseconds: 1_700_000_000_000_000)

    static func date(_ seconds: Int64) -> DocumentValue { .date(Timestamp(microseconds: start.microseconds + seconds * 1_000_000)) }

    /// A head with a value, and fields of a test beside it.
    static func head(_ value: String, _ more: [String: DocumentValue] = [:]) -> Document {
        var head: Document = [
            "value": .string(value), "schema_version": 1, "status": "New", "created": date(0), "bucket_list": .list([]),
        ]
        for (name, value) in more { head[name] = value }
        return head
    }

    static func source(_ name: String, _ level: String?, method: String = "feed") -> Document {
        var instance: Document = ["method": .string(method), "date": date(1), "analyst": "ann"]
        instance["tlp"] = level.map { .string($0) }
        return ["name": .string(name), "instance": .document(instance)]
    }

    /// Inserts an object with sources, each as name and level; gives its id.
    @discardableResult
    static func add(
        _ value: String, _ type: ObjectType = indicator, id: ObjectID? = nil, sources: [(String, String?)] = [("A", "green")],
        _ more: [String: DocumentValue] = [:], to transaction: any ObjectTransaction
    ) throws -> ObjectID {
        let id = id ?? transaction.newID()
        try transaction.insert(type: type, id: id, identities: [value], head: head(value, more))
        for (name, level) in sources where type.growingLists.contains(.source) {
            try transaction.addPart(of: type, id: id, list: .source, key: name, value: source(name, level))
        }
        return id
    }

    static func relate(_ id: ObjectID, to target: ObjectID, _ targetType: String, in transaction: any ObjectTransaction) throws {
        try transaction.addPart(
            of: indicator, id: id, list: .relationships, key: target.description,
            value: ["type": .string(targetType), "value": .string(target.description), "relationship": "Related To"])
    }

    static func criterion(_ path: String, _ test: Criterion.Test, unsupported: Bool = false) -> Filter {
        .criterion(
            Criterion(path: path.split(separator: ".").map(String.init), reachesUnsupported: unsupported, test: test))
    }

    /// Values of the documents of one page.
    static func values(
        _ store: any ObjectStore, _ filter: Filter = .all, type: ObjectType = indicator, reader: ObjectReader = everything,
        sort: [SortKey] = [], offset: Int = 0, limit: Int = 1_000
    ) async throws -> [String] {
        let page = try await store.objects(
            ObjectQuery(type: type, filter: filter, reader: reader, sort: sort, offset: offset, limit: limit))
        if offset == 0, page.next == nil { #expect(page.total == page.documents.count) }
        return page.documents.map { $0["value"]?.string ?? "" }
    }
}
