import Documents
import Model
import Storage

/// Changing and breaking relationships, on both sides at once (crits-web.md 4.3).
extension Relationships {
    /// What to change; nil stays.
    struct Changes: Equatable {
        var relationship: String?
        var date: Timestamp?
        var confidence: String?
        var reason: String?
    }

    /// Takes a relationship off both sides; of one without a date, all of that kind. Says whether there was any. The right side gets an
    /// audit entry.
    func sever(_ left: ObjectReference, _ relationship: String, _ right: ObjectReference, at date: Timestamp?) throws -> Bool {
        let inverse = RelationshipTypes.inverse(of: relationship) ?? relationship
        let there = try entries(on: left, relationship, to: right, at: date)
        let back = try entries(on: right, inverse, to: left, at: date)
        for part in there { try transaction.removePart(of: left.type, id: left.id, list: .relationships, row: part.row) }
        for part in back { try transaction.removePart(of: right.type, id: right.id, list: .relationships, row: part.row) }
        if !back.isEmpty { try noteRightSide(right) }
        return !there.isEmpty || !back.isEmpty
    }

    /// Changes a relationship on both sides; gives the left entry as it is now, nil where there is none.
    func amend(
        _ left: ObjectReference, _ relationship: String, _ right: ObjectReference, at date: Timestamp?, _ changes: Changes
    ) throws -> Document? {
        let inverse = RelationshipTypes.inverse(of: relationship) ?? relationship
        guard var part = try entries(on: left, relationship, to: right, at: date).first else { return nil }
        let known = part.value["relationship_date"]?.date
        apply(changes, relationship: changes.relationship, to: &part)
        try transaction.replacePart(of: left.type, id: left.id, list: .relationships, part: part)
        for var far in try entries(on: right, inverse, to: left, at: known).prefix(1) {
            apply(changes, relationship: changes.relationship.flatMap(RelationshipTypes.inverse(of:)), to: &far)
            try transaction.replacePart(of: right.type, id: right.id, list: .relationships, part: far)
            try noteRightSide(right)
        }
        return part.value
    }

    private func apply(_ changes: Changes, relationship: String?, to part: inout ObjectPart) {
        if let relationship { part.value["relationship"] = .string(relationship) }
        if let date = changes.date { part.value["relationship_date"] = .date(date) }
        if let confidence = changes.confidence { part.value["rel_confidence"] = .string(confidence) }
        if let reason = changes.reason { part.value["rel_reason"] = .string(reason) }
    }
}
