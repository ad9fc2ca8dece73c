public import Documents
public import Model
import Storage

extension Administration {
    /// A user's keys by name, without the keys themselves.
    public func keys(of name: String) async throws -> [APIKey] {
        _ = try await user(name)
        return try await store.keys(of: name).sorted { $0.name < $1.name }
    }

    /// Makes a key of 160 random bits and gives it, the only time it can be seen: 40 hexadecimal digits.
    public func createKey(
        user name: String, key keyName: String, expires: Timestamp? = nil, isReadOnly: Bool = false, networks: [String] = []
    ) async throws -> String {
        guard !keyName.isEmpty else { throw AccountError(.invalid, field: "name", "Need a name.") }
        guard keyName.utf8.count <= 128, keyName.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw AccountError(.invalid, field: "name", "must be at most 128 bytes without control characters")
        }
        for network in networks where Network(network) == nil {
            throw AccountError(.invalid, field: "from", "must be a network such as 192.0.2.0/24 or 2001:db8::/32")
        }
        _ = try await user(name)
        let secret = RandomText.hexadecimal(bytes: 20)
        let key = APIKey(
            user: name, name: keyName, hash: Authenticator.hash(secret), created: now(), expires: expires, isReadOnly: isReadOnly,
            networks: networks)
        try await change("name", keyName) { try await store.addKey(key) }
        try await finish("key.create", "\(name) \(keyName)")
        return secret
    }

    /// Takes a key away; it opens nothing from then on.
    public func revokeKey(user name: String, key keyName: String) async throws {
        _ = try await user(name)
        try await change("name", keyName) { try await store.deleteKey(user: name, name: keyName) }
        try await finish("key.revoke", "\(name) \(keyName)")
    }

    /// Makes one of a user's keys the default.
    public func setDefaultKey(user name: String, key keyName: String) async throws {
        _ = try await user(name)
        try await change("name", keyName) { try await store.setDefaultKey(user: name, name: keyName) }
        try await finish("key.default", "\(name) \(keyName)")
    }
}
