import Documents

/// Blocked password log-ins, kept in the store beside the settings, so that they hold on every node and after a restart
/// and the command line can end them (ruling 42).
enum Lockout {
    /// A time that never comes.
    static let forever = Timestamp(microseconds: .max)
    private static let prefix = "lockout."

    /// The key under which the store keeps a user's lockout.
    static func key(of user: String) -> String { prefix + user }

    /// The value that the store keeps.
    static func text(until time: Timestamp) -> String { String(time.microseconds) }

    /// Whether a stored key is one of these and no setting.
    static func isKey(_ name: String) -> Bool { name.hasPrefix(prefix) }

    /// All lockouts by user.
    static func all(in stored: [String: String]) -> [String: Timestamp] {
        var result: [String: Timestamp] = [:]
        for (name, text) in stored where isKey(name) {
            if let time = Int64(text) { result[String(name.dropFirst(prefix.count))] = Timestamp(microseconds: time) }
        }
        return result
    }
}
