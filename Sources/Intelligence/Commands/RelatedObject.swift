import Documents
import Model
import Storage

/// The object that a POST relates its own to: `related_id` or `related_md5` with `related_type` (crits-resources-1.md 6.2,
/// crits-resources-2.md 0.7).
struct RelatedObject {
    let end: Relationships.End
    /// Seen from the related object.
    let relationship: String?

    /// Finds it; nil when none is asked for.
    init?(_ context: CreateContext, typeIfMissing: ObjectType? = nil) throws {
        let parameters = context.parameters
        let id = try parameters.text("related_id")
        let md5 = try parameters.text("related_md5")
        let typeName = try parameters.text("related_type")
        guard id != nil || md5 != nil || typeName != nil else { return nil }
        let type = typeName.flatMap(ObjectTypes.lenient) ?? (typeName == nil && id == nil ? typeIfMissing : nil)
        if typeName == nil, type == nil { throw CommandRefusal("related_type and related_id must come together.") }
        guard id != nil || md5 != nil else { throw CommandRefusal("related_type and related_id must come together.") }
        guard let type, Relationships.canRelate(type) else { throw CommandRefusal.relatedNotFound }
        let found = try id.map { ObjectID($0).map { [$0] } ?? [] } ?? RelatedObject.ids(of: type, key: md5 ?? "", context)
        guard let first = try found.first(where: { try context.transaction.isVisible(type: type, id: $0, to: context.caller.reader) })
        else { throw CommandRefusal.relatedNotFound }
        relationship = try parameters.text("relationship")
        if let relationship, Vocabulary.inverses[relationship] == nil {
            throw CommandRefusal("Invalid relationship type: \(relationship)")
        }
        end = Relationships.End(type: type, id: first)
    }

    private static func ids(of type: ObjectType, key: String, _ context: CreateContext) throws -> [ObjectID] {
        let identity: String
        switch type.name {
        case "Certificate", "PCAP", "Sample": identity = key.lowercased()
        case "RawData": identity = "md5\u{0}" + key.lowercased()
        case "Actor", "Campaign", "IP": identity = key
        case "Domain", "Target": identity = key.lowercased()
        default: return ObjectID(key).map { [$0] } ?? []
        }
        return try context.transaction.ids(of: type, identity: identity)
    }
}
