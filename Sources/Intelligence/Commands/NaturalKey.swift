import Documents
import Model

/// The text by which an object is found again when it is posted once more (crits-api.md 8.6).
enum NaturalKey {
    /// Actors, campaigns, exploits.
    static func name(_ name: String) -> String { name }

    /// Actor identifiers: the type and the value.
    static func actorIdentifier(type: String, name: String) -> String { "\(type)\u{0}\(name)" }

    /// Backdoors; the family has an empty version.
    static func backdoor(name: String, version: String) -> String { "\(name)\u{0}\(version)" }

    /// Indicators: the type and the value in lower case.
    static func indicator(type: String, lower: String) -> String { "\(type)\u{0}\(lower)" }

    /// All keys of a document; none where every POST makes a new one.
    static func all(of type: ObjectType, _ head: Document) -> [String] {
        func text(_ name: String) -> String { head[name]?.string ?? "" }
        switch type.name {
        case "Actor", "Campaign", "Exploit", "Service": return [text("name")]
        case "ActorIdentifier": return [actorIdentifier(type: text("identifier_type"), name: text("name"))]
        case "Backdoor": return [backdoor(name: text("name"), version: text("version"))]
        case "Certificate", "PCAP", "Sample", "Screenshot": return [text("md5")]
        case "Domain": return [text("domain")]
        case "Indicator": return [indicator(type: text("type"), lower: text("lower"))]
        case "IP": return [text("ip")]
        case "Target": return [text("email_address").lowercased()]
        // By content, and by the chain of versions.
        case "RawData": return ["md5\u{0}" + text("md5"), "link\u{0}" + text("link_id")]
        case "Signature": return ["link\u{0}" + text("link_id")]
        case "Comment": return ["\(text("obj_type"))\u{0}\(text("obj_id"))"]
        case "AnalysisResult": return [text("analysis_id"), "\(text("object_type"))\u{0}\(text("object_id"))"]
        default: return []
        }
    }
}
