/// A user name and an API key as a request gives them (crits-api.md 2.1).
public struct APIKeyCredentials: Sendable, Equatable, CustomStringConvertible {
    /// The user's name.
    public let user: String
    /// The key itself; never logged.
    public let key: String

    /// A pair; nil when one of the two is missing or empty.
    public init?(user: String?, key: String?) {
        guard let user, let key, !user.isEmpty, !key.isEmpty else { return nil }
        self.user = user
        self.key = key
    }

    /// Reads the value of `Authorization: ApiKey user:key`; the scheme in any letter case, split at the first colon. Nil
    /// for another scheme or form.
    public init?(authorization value: String) {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "apikey" else { return nil }
        let pair = parts[1].drop { $0 == " " }.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return nil }
        self.init(user: String(pair[0]), key: String(pair[1]))
    }

    /// The user only.
    public var description: String { "API key of \(user)" }
}
