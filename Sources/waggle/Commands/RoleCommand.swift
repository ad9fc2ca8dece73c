import Accounts
import ArgumentParser
import Model

/// `waggle role …`: roles with their levels and permissions.
struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Roles: Mnemosyne levels and permissions.",
        subcommands: [List.self, Show.self, Add.self, Grant.self, Deny.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists roles.")
        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                var listing = Listing(["name", "level", "built_in", "permissions"], json: json)
                for role in try await administration.roles() {
                    listing.append([
                        .text(role.name), role.level.map { .number($0) } ?? .none, .flag(role.isBuiltIn),
                        .number(BuiltInRoles.grantsEverything(role.name) ? Permission.all.count : role.permissions.count),
                    ])
                }
                listing.print()
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one role with its permissions.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                let role = try await administration.role(name)
                let all = BuiltInRoles.grantsEverything(name)
                let grants = all ? try await administration.sources().map { .everything(on: $0.name) } : role.sources
                var listing = Listing(["name", "level", "built_in", "description", "permissions", "sources"], json: json)
                listing.append([
                    .text(role.name), role.level.map { .number($0) } ?? .none, .flag(role.isBuiltIn), .text(role.description),
                    .list((all ? Permission.names : role.permissions).sorted()), .list(grants.map { "\($0.name): \($0.summary)" }),
                ])
                listing.print()
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a role.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Option(help: "Mnemosyne level, 0 to 100.") var level: Int?
        @Option(help: "A role whose permissions and sources are copied.") var copy: String?

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.addRole(name, level: level, copying: copy) }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Grants permissions to a role.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Argument(help: "Permission names.") var permissions: [String]

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setPermissions(permissions, granted: true, role: name) }
        }
    }

    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes permissions from a role.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Argument(help: "Permission names.") var permissions: [String]

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setPermissions(permissions, granted: false, role: name) }
        }
    }
}
