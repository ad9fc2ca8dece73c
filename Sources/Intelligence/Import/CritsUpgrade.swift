import Crypto
import Documents
import Model

/// What CRITs itself does when it loads documents that older versions wrote, and what makes an object findable.
enum CritsUpgrade {
    /// The field that an old or internal name of CRITs means; nil when the document has the field's own name as well.
    static func field(named name: String, of type: ObjectType, in document: BSONDocument) -> ObjectField? {
        guard let field = type.fields.first(where: { $0.attribute == name && $0.key != "_id" }), document[field.key] == nil else {
            return nil
        }
        return field
    }

    /// Texts without which an object of a type is nothing.
    private static let identifying: [String: [String]] = [
        "Actor": ["name"], "ActorIdentifier": ["identifier_type", "name"], "AnalysisResult": ["object_type", "object_id"],
        "Backdoor": ["name"], "Campaign": ["name"], "Certificate": ["md5"], "Comment": ["obj_type", "obj_id"], "Domain": ["domain"],
        "Event": ["title"], "Exploit": ["name"], "IP": ["ip"], "Indicator": ["type", "value"], "PCAP": ["md5"],
        "RawData": ["title", "data"], "Sample": ["md5"], "Screenshot": ["md5"], "Service": ["name"], "Signature": ["title", "data"],
        "Target": ["email_address"],
    ]

    static func bringUpToDate(_ head: inout Document, of type: ObjectType) throws(CritsFault) {
        for key in identifying[type.name] ?? [] where head[key]?.string == nil { throw CritsFault(key, "missing") }
        if let md5 = head["md5"]?.string { head["md5"] = .string(md5.lowercased()) }
        switch type.name {
        case "Indicator": upgradeIndicator(&head)
        case "RawData", "Signature": upgradeText(&head)
        case "Comment": try checkTarget(&head, type: "obj_type", id: "obj_id")
        case "AnalysisResult": try checkTarget(&head, type: "object_type", id: "object_id")
        default: break
        }
    }

    /// Single types became lists; the lower-case value and both ratings are always there.
    private static func upgradeIndicator(_ head: inout Document) {
        var unsupported = head[Document.unsupportedName]?.document ?? Document()
        for (old, new) in [("threat_type", "threat_types"), ("attack_type", "attack_types")] {
            if let value = unsupported[old], (head[new]?.list ?? []).isEmpty {
                head[new] = .list([value])
                unsupported[old] = nil
            }
            if (head[new]?.list ?? []).isEmpty { head[new] = .list(["Unknown"]) }
        }
        head[Document.unsupportedName] = unsupported.isEmpty ? nil : .document(unsupported)
        if head["lower"] == nil { head["lower"] = .string((head["value"]?.string ?? "").lowercased()) }
        for key in ["confidence", "impact"] where head[key] == nil { head[key] = .document(["rating": "unknown"]) }
    }

    private static func upgradeText(_ head: inout Document) {
        if head["link_id"] == nil { head["link_id"] = .string(randomUUID()) }
        if head["version"] == nil { head["version"] = 1 }
        if head["md5"] == nil {
            head["md5"] = .string(Hexadecimal.encode(Array(Insecure.MD5.hash(data: Array((head["data"]?.string ?? "").utf8)))))
        }
    }

    private static func checkTarget(_ head: inout Document, type: String, id: String) throws(CritsFault) {
        guard ObjectTypes.named(head[type]?.string ?? "") != nil else { throw CritsFault(type, "not a type of objects") }
        guard let target = head[id]?.string.flatMap({ ObjectID($0) }) else { throw CritsFault(id, "not an ObjectId") }
        head[id] = .string(target.description)
    }
}
