import Documents
import Model
import Storage

/// The object that `related_id`, `related_md5`, `related_type` and `relationship` name (crits-resources-2.md 0.7).
struct RelatedObject {
    let reference: ObjectReference
    /// As given, read from the related object's side; nil when it was not given.
    let relationship: String?

    /// The relationship that the new document holds: the inverse of the given one.
    var inverse: String { relationship.flatMap(RelationshipTypes.inverse(of:)) ?? "Related To" }
}

extension Workspace {
    /// The related object of a POST; nil when none is named. One that the caller may not see is not found.
    func relatedObject(_ parameters: Parameters) throws -> RelatedObject? {
        let id = try parameters.text("related_id")
        let key = try parameters.text("related_md5")
        guard id != nil || key != nil else { return nil }
        guard let typeName = try parameters.text("related_type") else {
            throw Objection("related_id or related_md5 needs related_type.")
        }
        return try relatedObject(parameters, id: id, key: key, typeName: typeName)
    }

    /// The related object by its id, or by its type's key.
    func relatedObject(_ parameters: Parameters, id: String?, key: String?, typeName: String) throws -> RelatedObject {
        let relationship = try parameters.text("relationship")
        if let relationship, RelationshipTypes.inverse(of: relationship) == nil {
            throw Objection("Invalid relationship type: \(relationship.shortened)")
        }
        guard let type = ObjectTypes.topLevel(typeName) else { throw Objection.relatedNotFound }
        if let id {
            guard let object = try visible(type, id: id) else { throw Objection.relatedNotFound }
            return RelatedObject(reference: object, relationship: relationship)
        }
        guard let key else { throw Objection.relatedNotFound }
        guard let identities = ObjectIdentity.related(type, key) else {
            guard let object = try visible(type, id: key) else { throw Objection.relatedNotFound }
            return RelatedObject(reference: object, relationship: relationship)
        }
        for identity in identities {
            for id in try transaction.ids(of: type, identity: identity)
            where try transaction.isVisible(type: type, id: id, to: caller.reader) {
                return RelatedObject(reference: ObjectReference(type, id), relationship: relationship)
            }
        }
        throw Objection.relatedNotFound
    }

    /// The document of an id, when it exists and the caller may see it.
    func visible(_ type: ObjectType, id text: String) throws -> ObjectReference? {
        guard let id = ObjectID(text), try transaction.head(of: type, id: id) != nil,
            try transaction.isVisible(type: type, id: id, to: caller.reader)
        else { return nil }
        return ObjectReference(type, id)
    }

    /// Relates a new or merged document to the related object of its POST, never to itself.
    func relate(_ draft: ObjectDraft, to related: RelatedObject?) throws {
        guard let related, !draft.reference.isSame(as: related.reference) else { return }
        try relate(draft.reference, related.inverse, related.reference)
    }
}
