/// The two APIs with the same resources (honeypot-api.md 1 and 4).
enum APIVersion: String, CaseIterable, Sendable {
    /// Stable release 1.
    case v1
    /// Under development: no `_id` in items, cursors, time ranges.
    case d

    /// Path prefix.
    var path: String { "/api/\(rawValue)" }
    /// Whether sessions, urls and files show `_id`.
    var showsIDs: Bool { self == .v1 }
    /// Whether lists take `cursor`, and `from` and `to`.
    var isDevelopment: Bool { self == .d }
}
