/// What one object is to another, with the inverse that the other side carries (crits-api.md 10.6).
public enum RelationshipTypes {
    /// Each type with its inverse.
    public static let inverses: [String: String] = [
        "Compressed From": "Compressed Into", "Compressed Into": "Compressed From", "Connected From": "Connected To",
        "Connected To": "Connected From", "Contained Within": "Contains", "Contains": "Contained Within", "Created": "Created By",
        "Created By": "Created", "Decoded": "Decoded By", "Decoded By": "Decoded", "Decrypted": "Decrypted By",
        "Decrypted By": "Decrypted", "Downloaded": "Downloaded By", "Downloaded By": "Downloaded", "Downloaded From": "Downloaded To",
        "Downloaded To": "Downloaded From", "Dropped": "Dropped By", "Dropped By": "Dropped", "Installed": "Installed By",
        "Installed By": "Installed", "Loaded From": "Loaded Into", "Loaded Into": "Loaded From", "Packed From": "Packed Into",
        "Packed Into": "Packed From", "Received From": "Sent To", "Registered": "Registered To", "Registered To": "Registered",
        "Related To": "Related To", "Resolved To": "Resolved To", "Sent": "Sent By", "Sent By": "Sent", "Sent To": "Received From",
        "Sub-domain Of": "Supra-domain Of", "Supra-domain Of": "Sub-domain Of",
    ]

    /// All names, sorted.
    public static let names: [String] = inverses.keys.sorted()

    /// What the other side is; nil for an unknown type.
    public static func inverse(of name: String) -> String? { inverses[name] }
}
