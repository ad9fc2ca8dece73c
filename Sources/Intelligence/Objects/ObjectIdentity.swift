import Crypto
public import Documents
public import Model

/// The natural keys by which documents are found (crits-api.md 8.6), made from their fields.
///
/// The first of a document decides whether a POST merges; the others are further ways to it.
public enum ObjectIdentity {
    /// Between the parts of a key; no trimmed text begins or ends with it.
    private static let separator = "\u{1F}"
    /// Longer keys are replaced by their hash, so that they fit into an index of any engine.
    private static let maximumBytes = 512

    /// All natural keys of a document.
    public static func all(of type: ObjectType, head: Document) -> [String] {
        func text(_ key: String) -> String { head[key]?.string ?? "" }
        func versioned() -> [String] { [of(text("md5")), link(text("link_id"))] }
        switch type.name {
        case "Actor", "Exploit", "Service": return [of(text("name"))]
        case "ActorIdentifier": return [of(text("identifier_type"), text("name"))]
        case "Backdoor": return [of(text("name"), text("version"))]
        case "Campaign": return [of(text("name")), folded(text("name"))]
        case "Certificate", "PCAP", "Sample", "Screenshot": return [of(text("md5"))]
        case "Domain": return [of(text("domain"))]
        case "IP": return [of(text("ip"))]
        case "Indicator": return [of(text("type"), text("lower"))]
        case "RawData", "Signature": return versioned()
        case "Target": return [of(text("email_address")), folded(text("email_address"))]
        case "AnalysisResult": return [of(text("analysis_id")), ofAnalysed(text("object_id"))]
        default: return []
        }
    }

    /// The key of these texts.
    public static func of(_ parts: String...) -> String { bounded(parts.joined(separator: separator)) }

    /// The key of a name whose letter case does not count.
    public static func folded(_ name: String) -> String { bounded("folded" + separator + name.lowercased()) }

    /// The key that all results on an object share.
    public static func ofAnalysed(_ id: String) -> String { bounded("object" + separator + id) }

    /// The key of a chain of versions.
    public static func link(_ id: String) -> String { bounded("link" + separator + id.lowercased()) }

    /// The key by which `related_md5` finds an object of a type; nil where only an id does (crits-resources-1.md 6.2).
    static func related(_ type: ObjectType, _ text: String) -> [String]? {
        switch type.name {
        case "Certificate", "PCAP", "RawData", "Sample", "Signature": [of(text.lowercased())]
        case "Actor", "Campaign": [of(text)]
        case "Domain": [of(text.lowercased())]
        case "IP": [of(AddressType.ofAddress(text).flatMap { try? $0.normalized(text) } ?? text)]
        case "Target": [of(text), folded(text)]
        default: nil
        }
    }

    private static func bounded(_ key: String) -> String {
        guard key.utf8.count > maximumBytes else { return key }
        return "sha256" + separator + Hexadecimal.encode(Array(SHA256.hash(data: Array(key.utf8))))
    }
}
