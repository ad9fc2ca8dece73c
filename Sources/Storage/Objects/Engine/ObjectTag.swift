package import Documents
internal import Model

/// A name by which people file objects: a bucket or a sector.
package struct ObjectTag: Sendable, Hashable {
    package var kind: TagKind
    package var name: String

    package init(kind: TagKind, name: String) {
        self.kind = kind
        self.name = name
    }

    /// All names on a document, each once however often it stands there.
    package static func all(of head: Document) -> Set<ObjectTag> {
        var tags: Set<ObjectTag> = []
        for kind in TagKind.allCases {
            for name in head[kind.field]?.list ?? [] {
                if let name = name.string { tags.insert(ObjectTag(kind: kind, name: name)) }
            }
        }
        return tags
    }
}

/// The counter of a name: objects of one type and access class (ruling 63).
package struct TagCounter: Sendable, Hashable {
    package var tag: ObjectTag
    package var type: String
    package var accessClass: Int64

    package init(tag: ObjectTag, type: String, accessClass: Int64) {
        self.tag = tag
        self.type = type
        self.accessClass = accessClass
    }
}

/// A counter with its value.
package struct TagRow: Sendable {
    package var name: String
    package var type: String
    package var accessClass: Int64
    package var value: Int64

    package init(name: String, type: String, accessClass: Int64, value: Int64) {
        self.name = name
        self.type = type
        self.accessClass = accessClass
        self.value = value
    }
}

/// Puts counters together for a reader.
package struct TagListing {
    private let query: TagQuery
    private let visible: Set<Int64>?
    private var found: [TagCount] = []

    /// Rows that an engine reads at once.
    package static let rowsAtOnce = 2_000

    package init(_ query: TagQuery, classes: AccessClassList) {
        self.query = query
        visible = query.reader.seesEverything ? nil : classes.visible(to: query.reader)
    }

    /// Names in order; `rows` gives all counters of the next names after one, whole names only, none at the end.
    package mutating func page(_ rows: (String?) throws -> [TagRow]) throws -> [TagCount] {
        var after = query.after
        while found.count < query.limit {
            let next = try rows(after)
            guard let last = next.last?.name else { break }
            for row in next { add(row) }
            after = last
        }
        return Array(found.prefix(query.limit))
    }

    private mutating func add(_ row: TagRow) {
        guard row.value > 0, query.types.contains(row.type), visible?.contains(row.accessClass) ?? true else { return }
        if found.last?.name == row.name {
            found[found.count - 1].counts[row.type, default: 0] += Int(row.value)
        } else {
            found.append(TagCount(name: row.name, counts: [row.type: Int(row.value)]))
        }
    }
}
