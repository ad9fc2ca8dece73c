import Documents
import Model
import Storage
import Testing

/// Every field of every type of the table, asked for: equality finds the object, another value does not.
enum TypeTableContract {
    static let cases = [
        ContractCase("objects: every field of every type is searched by equality") { engine in
            try await engine.withStore { store in
                for type in ObjectTypes.all { try await ask(type, store) }
                #expect(try await store.check().isEmpty)
            }
        }
    ]

    private static func ask(_ type: ObjectType, _ store: any ObjectStore) async throws {
        let (right, wrong) = (Filling(salt: 1), Filling(salt: 2))
        let whole = right.document(type.fields)
        let ids = try await store.change { transaction in
            try [right, wrong].map { filling in try insert(filling.document(type.fields), type, transaction) }
        }
        var leaves: [(path: [String], value: DocumentValue)] = []
        collect(whole, [], &leaves)
        #expect(leaves.count >= type.fields.filter { $0.key != "_id" }.count - Filling.unfilled(type.fields), "\(type.name)")
        for (path, value) in leaves where path != ["_id"] {
            let place: Comment = "\(type.name) \(path)"
            let found = try await find(path, [.equals(value), .isIn(["no such value", value]), .exists(true)], type, store)
            #expect(found.contains(ids[0]), place)
            // What differs in the other object is not found by this one's value.
            if Filling.differs(value) { #expect(found == [ids[0]], place) }
            #expect(try await find(path, [.equals("no such value")], type, store).isEmpty, place)
            #expect(try await !find(path, [.notEquals(value)], type, store).contains(ids[0]), place)
        }
        for id in ids {
            #expect(try await find(["_id"], [.equals(.string(id.description))], type, store) == [id], "\(type.name)")
        }
    }

    private static func find(
        _ path: [String], _ tests: [Criterion.Test], _ type: ObjectType, _ store: any ObjectStore
    ) async throws -> [ObjectID] {
        let filter = Filter.and(tests.map { .criterion(Criterion(path: path, test: $0)) })
        let page = try await store.objects(ObjectQuery(type: type, filter: filter, reader: .everything))
        #expect(page.total == page.documents.count)
        return page.documents.compactMap { $0["_id"]?.string.flatMap { ObjectID($0) } }
    }

    private static func insert(_ document: Document, _ type: ObjectType, _ transaction: any ObjectTransaction) throws -> ObjectID {
        let id = transaction.newID()
        try transaction.insert(type: type, id: id, identities: [id.description], head: document)
        for list in type.growingLists {
            for element in document[list.rawValue]?.list ?? [] {
                guard let entry = element.document else { continue }
                guard list == .source else {
                    try transaction.addPart(of: type, id: id, list: list, key: "key", value: entry)
                    continue
                }
                for instance in entry["instances"]?.list ?? [] {
                    let name = entry["name"] ?? ""
                    try transaction.addPart(
                        of: type, id: id, list: list, key: name.string ?? "", value: ["name": name, "instance": instance])
                }
            }
        }
        return id
    }

    private static func collect(_ document: Document, _ path: [String], _ leaves: inout [(path: [String], value: DocumentValue)]) {
        for field in document.fields { collect(field.value, path + [field.name], &leaves) }
    }

    private static func collect(_ value: DocumentValue, _ path: [String], _ leaves: inout [(path: [String], value: DocumentValue)]) {
        switch value {
        case .document(let document): collect(document, path, &leaves)
        case .list(let elements): for element in elements { collect(element, path, &leaves) }
        default: leaves.append((path, value))
        }
    }
}

/// A document with a value in each field of a type.
private struct Filling {
    /// Makes the values of one document those of no other.
    let salt: Int64

    func document(_ fields: [ObjectField]) -> Document {
        var document: Document = [:]
        for field in fields where field.key != "_id" { document[field.key] = value(field) }
        return document
    }

    private func value(_ field: ObjectField) -> DocumentValue {
        switch field.kind {
        case .string: field.key == "tlp" ? "green" : .string("\(field.key) \(salt)")
        case .integer: .integer(1_000 + salt)
        case .double: .double(0.5 + Double(salt))
        case .boolean: .boolean(salt == 1)
        case .date: ObjectSamples.date(salt)
        case .uuid: .string("6b1d2f3a-0000-4000-8000-00000000000\(salt)")
        case .reference, .file: .string(ObjectID(seconds: 1_600_000_000, tail: UInt64(salt)).description)
        case .strings: .list([.string("\(field.key) \(salt)"), .string("second \(salt)")])
        case .shape(let fields): .document(document(fields))
        case .shapes(let fields): .list([.document(document(fields))])
        case .anything: .document(["free": .string("form \(salt)")])
        }
    }

    static func differs(_ value: DocumentValue) -> Bool { value != "green" }

    /// Fields whose shape has no fields of its own.
    static func unfilled(_ fields: [ObjectField]) -> Int {
        fields.filter { field in
            switch field.kind {
            case .shape(let inner), .shapes(let inner): inner.isEmpty
            default: false
            }
        }.count
    }
}
