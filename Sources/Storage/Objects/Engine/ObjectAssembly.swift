package import Documents
package import Model

/// Makes documents out of rows: growing lists put in, and what a reader may not see left out (crits-api.md 3.6).
package struct ObjectAssembly {
    private let tables: any ObjectReading
    private let type: ObjectType
    private let reader: ObjectReader
    private let visible: Set<Int64>

    /// Targets looked up by one statement.
    private static let targetsAtOnce = 500

    package init(_ tables: any ObjectReading, type: ObjectType, reader: ObjectReader, visible: Set<Int64>) {
        self.tables = tables
        self.type = type
        self.reader = reader
        self.visible = visible
    }

    /// A document as a reader sees it.
    package struct View {
        /// Without what hides from criteria and order that there is more (crits-api.md 4.6).
        package var document: Document
        /// Sources left out.
        package var hiddenSources = 0

        /// The document as it is shown: hidden sources leave their number (crits-api.md 3.6).
        package var shown: Document {
            guard hiddenSources > 0, case .list(let elements)? = document["source"] else { return document }
            let other: Document = ["name": "Other", "instances": .list([DocumentValue](repeating: 0, count: hiddenSources))]
            var shown = document
            shown["source"] = .list(elements + [.document(other)])
            return shown
        }
    }

    /// Views of rows that have heads, in their order.
    ///
    /// - Parameters:
    ///   - lists: the growing lists to put in.
    ///   - hidesContents: whether ids of files are left out where the reader may not have them; false only where nobody looks
    ///     at them.
    package func views(_ rows: [ObjectRow], lists: Set<GrowingList>, hidesContents: Bool) throws -> [View] {
        var documents: [Document] = []
        documents.reserveCapacity(rows.count)
        for row in rows {
            var document = try StoredDocument.decode(row.head)
            document["_id"] = .string(row.id.description)
            documents.append(document)
        }
        let wanted = type.growingLists.intersection(lists)
        for list in wanted { for index in documents.indices { documents[index][list.rawValue] = .list([]) } }
        if !wanted.isEmpty { try addParts(to: &documents, rows, wanted) }
        guard !reader.seesEverything else { return documents.map { View(document: $0) } }
        if hidesContents { try hideContents(in: &documents, rows) }
        return try redacted(documents)
    }

    private func addParts(to documents: inout [Document], _ rows: [ObjectRow], _ lists: Set<GrowingList>) throws {
        var places: [Int64: Int] = [:]
        for (index, row) in rows.enumerated() { places[row.key] = index }
        let parts = try tables.parts(
            objects: rows.map(\.key), lists: lists.map { GrowingListNumber($0) }.sorted { $0.rawValue < $1.rawValue })
        var start = 0
        while start < parts.count {
            var end = start
            var values: [Document] = []
            while end < parts.count, parts[end].object == parts[start].object, parts[end].list == parts[start].list {
                values.append(try StoredDocument.decode(parts[end].value))
                end += 1
            }
            let list = parts[start].list.list
            if let place = places[parts[start].object] {
                documents[place][list.rawValue] = .list(ObjectParts.elements(values, of: list))
            }
            start = end
        }
    }

    // MARK: What the reader may not see

    /// Takes out the ids of files that only other readers may have: a file is as visible as its object would be if the sources
    /// that supplied the content were its only ones (ruling 31).
    private func hideContents(in documents: inout [Document], _ rows: [ObjectRow]) throws {
        let holders = documents.indices.filter { index in type.contentKeys.contains { documents[index][$0] != nil } }
        guard !holders.isEmpty else { return }
        var suppliers: [Int64: Set<AccessClass.Pair>] = [:]
        for part in try tables.parts(objects: holders.map { rows[$0].key }, lists: [.source]) {
            let value = try StoredDocument.decode(part.value)
            guard value[ObjectParts.suppliesContent] == true, let pair = ObjectParts.pair(value) else { continue }
            suppliers[part.object, default: []].insert(pair)
        }
        for index in holders {
            let supplied = AccessClass(kind: type.visibility.classKind, pairs: suppliers[rows[index].key] ?? [])
            guard !supplied.isVisible(to: reader) else { continue }
            for key in type.contentKeys { documents[index][key] = nil }
        }
    }

    private func redacted(_ documents: [Document]) throws -> [View] {
        var documents = documents
        var hidden: [Int] = []
        for index in documents.indices {
            hidden.append(keepReadable("source", in: &documents[index]))
            _ = keepReadable("releasability", in: &documents[index])
        }
        try redactRelationships(&documents)
        return zip(documents, hidden).map { View(document: $0, hiddenSources: $1) }
    }

    /// Leaves the elements of readable sources; gives the number of the others.
    private func keepReadable(_ list: String, in document: inout Document) -> Int {
        guard case .list(let elements)? = document[list] else { return 0 }
        let kept = elements.filter { element in element.document?["name"]?.string.map { reader.sources[$0] != nil } ?? false }
        if kept.count < elements.count { document[list] = .list(kept) }
        return elements.count - kept.count
    }

    private func redactRelationships(_ documents: inout [Document]) throws {
        let name = GrowingList.relationships.rawValue
        var targets: Set<ObjectID> = []
        for document in documents {
            for element in document[name]?.list ?? [] { if let id = ObjectAssembly.target(element) { targets.insert(id) } }
        }
        guard !targets.isEmpty else { return }
        let seen = try visibleTargets(targets)
        for index in documents.indices {
            guard case .list(let elements)? = documents[index][name] else { continue }
            let kept = elements.filter { element in
                guard let id = ObjectAssembly.target(element), let type = element.document?["type"]?.string else { return false }
                return seen[id] == type
            }
            if kept.count < elements.count { documents[index][name] = .list(kept) }
        }
    }

    private static func target(_ relationship: DocumentValue) -> ObjectID? {
        relationship.document?["value"]?.string.flatMap { ObjectID($0) }
    }

    /// Types of the documents that exist and that the reader sees.
    private func visibleTargets(_ ids: Set<ObjectID>) throws -> [ObjectID: String] {
        var types: [ObjectID: String] = [:]
        for facts in try facts(ids) where visible.contains(facts.accessClass) { types[facts.id] = facts.type }
        return types
    }

    private func facts(_ ids: Set<ObjectID>) throws -> [ObjectFacts] {
        let sorted = ids.sorted()
        var found: [ObjectFacts] = []
        for start in stride(from: 0, to: sorted.count, by: ObjectAssembly.targetsAtOnce) {
            found += try tables.facts(Array(sorted[start..<min(start + ObjectAssembly.targetsAtOnce, sorted.count)]))
        }
        return found
    }

    /// The rows that the reader sees.
    package func visibleRows(_ rows: [ObjectRow]) throws -> [ObjectRow] {
        if reader.seesEverything { return rows }
        guard type.visibility.classKind == .asTarget else { return rows.filter { visible.contains($0.accessClass) } }
        let seen = try visibleTargets(Set(rows.compactMap(\.target)))
        return rows.filter { row in row.target.map { seen[$0] != nil } ?? false }
    }
}
