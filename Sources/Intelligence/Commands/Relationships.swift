import Documents
import Model
import Storage

/// Relationships, written on both documents or none (crits-api.md 10.6, crits-actions.md 4.10).
struct Relationships {
    let transaction: any ObjectTransaction
    let analyst: String?

    /// One end of a relationship.
    struct End: Equatable {
        let type: ObjectType
        let id: ObjectID

        static func == (left: End, right: End) -> Bool { left.type.name == right.type.name && left.id == right.id }
    }

    /// What a relationship carries on both sides.
    struct Facts {
        /// When it applies; nil where nobody said so.
        var date: Timestamp?
        var reason = ""
        var confidence = "unknown"
    }

    /// Types that can be related.
    static func canRelate(_ type: ObjectType) -> Bool { type.growingLists.contains(.relationships) }

    /// Relates two objects, and the family of a versioned backdoor with them; false when both sides already held it.
    @discardableResult
    func forge(_ left: End, _ relationship: String, _ right: End, _ facts: Facts = Facts()) throws -> Bool {
        guard let inverse = Vocabulary.inverses[relationship], left != right else { return false }
        let isNew = try link(left, relationship, inverse, right, facts)
        guard try !isFamily(left), try !isFamily(right) else { return isNew }
        if let family = try family(of: right) { _ = try link(left, relationship, inverse, family, facts) }
        if let family = try family(of: left) { _ = try link(family, relationship, inverse, right, facts) }
        return isNew
    }

    private func link(_ left: End, _ relationship: String, _ inverse: String, _ right: End, _ facts: Facts) throws -> Bool {
        guard left != right else { return false }
        let there = try half(of: left, relationship, right, facts.date)
        let back = try half(of: right, inverse, left, facts.date)
        if there != nil, back != nil { return false }
        var entry = back ?? there ?? fresh(facts)
        if there == nil { try add(&entry, to: left, relationship, right) }
        if back == nil { try add(&entry, to: right, inverse, left) }
        return true
    }

    private func half(of end: End, _ relationship: String, _ other: End, _ date: Timestamp?) throws -> Document? {
        let parts = try transaction.parts(of: end.type, id: end.id, list: .relationships, key: other.id.description, limit: Int.max)
        return parts.first { part in
            part.value["relationship"] == .string(relationship) && part.value["type"] == .string(other.type.name)
                && (date == nil || part.value["relationship_date"] == date.map(DocumentValue.date))
        }?.value
    }

    private func fresh(_ facts: Facts) -> Document {
        var entry: Document = [
            "date": .date(transaction.now), "relationship_date": .date(facts.date ?? transaction.now),
            "rel_confidence": .string(facts.confidence), "rel_reason": .string(facts.reason),
        ]
        if let analyst { entry["analyst"] = .string(analyst) }
        return entry
    }

    private func add(_ entry: inout Document, to end: End, _ relationship: String, _ other: End) throws {
        entry["relationship"] = .string(relationship)
        entry["type"] = .string(other.type.name)
        entry["value"] = .string(other.id.description)
        try transaction.addPart(of: end.type, id: end.id, list: .relationships, key: other.id.description, value: entry)
    }

    private func isFamily(_ end: End) throws -> Bool {
        guard end.type.name == ObjectTypes.backdoor.name else { return false }
        return try transaction.head(of: end.type, id: end.id)?["version"]?.string ?? "" == ""
    }

    /// The backdoor of the same name without a version, for one that has one.
    private func family(of end: End) throws -> End? {
        guard end.type.name == ObjectTypes.backdoor.name, let head = try transaction.head(of: end.type, id: end.id),
            let name = head["name"]?.string, head["version"]?.string ?? "" != ""
        else { return nil }
        let ids = try transaction.ids(of: end.type, identity: NaturalKey.backdoor(name: name, version: ""))
        return ids.first.map { End(type: end.type, id: $0) }
    }
}
