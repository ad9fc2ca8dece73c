import Model
public import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a store needs before its first use (honeypot-api.md 3.3).
public enum FirstStart {
    /// Name of the account that is made.
    public static let userName = "admin"

    /// Adds built-in roles that are missing and, when there is no user at all, an administrator. Gives that one's random
    /// password, which exists nowhere else and is to be printed once; nil when there are users.
    public static func prepare(_ administration: Administration) async throws -> String? {
        try await installRoles(administration.store)
        guard try await administration.store.users().isEmpty else { return nil }
        let password = UUID().uuidString.lowercased()
        do {
            try await administration.addUser(
                userName, roles: [BuiltInRoles.administrator, BuiltInRoles.uberAdmin], password: password)
        } catch let error as AccountError where error.code == .exists {
            // Another process was faster and prints its own.
            return nil
        }
        return password
    }

    /// Adds the built-in roles that are missing; every command needs them.
    public static func installRoles(_ store: any AccountStore) async throws {
        let present = Set(try await store.roles().map(\.name))
        for role in BuiltInRoles.all where !present.contains(role.name) {
            do throws(StorageError) {
                try await store.addRole(role)
            } catch {
                // Another process was faster.
                if error.code != .conflict { throw error }
            }
        }
    }
}
