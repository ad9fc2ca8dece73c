import Model
public import Storage

/// Copies sources, lists, roles, users, keys, sensors, upstreams and settings from one store into another; what has the same name there is
/// replaced. Log-in sessions and the audit log stay behind.
///
/// Secrets of sensors and upstreams stay sealed with the key of the source.
public struct AccountCopy: Sendable {
    private let source: any AccountStore
    private let target: any AccountStore

    /// A copy of all accounts.
    public init(from source: any AccountStore, to target: any AccountStore) {
        self.source = source
        self.target = target
    }

    /// Copies everything; the same once more changes nothing.
    public func run() async throws(StorageError) {
        for source in try await source.sources() {
            try await AccountCopy.put { () async throws(StorageError) in
                try await target.addSource(source)
            } orReplace: {
                () async throws(StorageError) in
                try await target.setSource(named: source.name, isActive: source.isActive)
            }
        }
        for item in try await source.items() {
            try await AccountCopy.put { () async throws(StorageError) in
                try await target.addItem(item)
            } orReplace: {
                () async throws(StorageError) in
                try await target.updateItem(item)
            }
        }
        for role in try await source.roles() {
            try await AccountCopy.put { () async throws(StorageError) in
                try await target.addRole(role)
            } orReplace: {
                () async throws(StorageError) in
                try await target.changeRole(named: role.name) { $0 = role }
            }
        }
        for user in try await source.users() {
            try await AccountCopy.put { () async throws(StorageError) in
                try await target.addUser(user)
            } orReplace: {
                () async throws(StorageError) in
                try await target.changeUser(named: user.name) { $0 = user }
            }
            try await copyKeys(of: user.name)
        }
        let sensors = try await source.sensors()
        if !sensors.isEmpty { try await target.putSensors(sensors) }
        for upstream in try await source.upstreams() { try await target.putUpstream(upstream) }
        for (key, value) in try await source.settings() { try await target.setSetting(key, to: value) }
    }

    private func copyKeys(of user: String) async throws(StorageError) {
        let keys = try await source.keys(of: user)
        for key in keys {
            try await AccountCopy.put { () async throws(StorageError) in
                try await target.addKey(key)
            } orReplace: {
                () async throws(StorageError) in
                try await target.deleteKey(user: user, name: key.name)
                try await target.addKey(key)
            }
        }
        if let key = keys.first(where: \.isDefault) { try await target.setDefaultKey(user: user, name: key.name) }
    }

    private static func put(
        _ add: () async throws(StorageError) -> Void, orReplace replace: () async throws(StorageError) -> Void
    ) async throws(StorageError) {
        do throws(StorageError) {
            try await add()
        } catch {
            guard error.code == .conflict else { throw error }
            try await replace()
        }
    }
}
