import Documents
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
                userName, roles: [BuiltInRoles.administrator, BuiltInRoles.uberAdmin], password: password, mustChangePassword: true)
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
            try await ignoringConflict { () throws(StorageError) in try await store.addRole(role) }
        }
        try await installLists(store)
    }

    /// Adds the source of the honeypots, and the entries of editable lists where a list is empty.
    private static func installLists(_ store: any AccountStore) async throws {
        if try await !store.sources().contains(where: { $0.name == Source.honeypots }) {
            try await ignoringConflict { () throws(StorageError) in
                try await store.addSource(Source(name: Source.honeypots, created: .now))
            }
        }
        let present = Set(try await store.items().map(\.kind))
        for kind in ItemKind.allCases where !present.contains(kind) {
            for name in kind.defaults {
                // Offered for every type: one that is for none would be offered nowhere.
                let types = kind == .action ? Permission.blocks.map(\.type).filter { $0 != "ActorIdentifier" } : []
                try await ignoringConflict { () throws(StorageError) in
                    try await store.addItem(Item(kind: kind, name: name, objectTypes: types, created: .now))
                }
            }
        }
    }

    /// Another process may have been faster.
    private static func ignoringConflict(_ body: () async throws(StorageError) -> Void) async throws {
        do throws(StorageError) {
            try await body()
        } catch {
            if error.code != .conflict { throw error }
        }
    }
}
