import Accounts
import ArgumentParser
import Model

/// `waggle source …`: providers of objects, and what roles may do with theirs.
struct SourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source", abstract: "Sources of objects, and what roles may do with theirs.",
        subcommands: [Add.self, List.self, Grant.self, On.self, Off.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a source, which UberAdmin has everything on.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.addSource(name) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists sources with what roles may do with them.")
        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                let roles = try await administration.roles()
                var listing = Listing(["name", "active", "roles"], json: json)
                for source in try await administration.sources() {
                    let grants = roles.compactMap { role -> String? in
                        if BuiltInRoles.grantsEverything(role.name) { return "\(role.name): everything" }
                        return role.sources.first { $0.name == source.name }.map { "\(role.name): \($0.summary)" }
                    }
                    listing.append([.text(source.name), .flag(source.isActive), .list(grants)])
                }
                listing.print()
            }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sets what a role may do with a source, in place of what it could; without a flag: nothing.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var role: String
        @Argument(help: "Name of the source.") var name: String
        @Flag(help: "See its objects.") var read = false
        @Flag(help: "Add objects in its name.") var write = false
        @Option(help: "Levels shown, separated by commas: green, amber, red.") var tlp = ""

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setSource(grant(), role: role) }
        }

        private func grant() throws -> SourceGrant {
            var grant = SourceGrant(name: name, read: read, write: write)
            for level in tlp.split(separator: ",") {
                switch level.lowercased() {
                case "green": grant.tlpGreen = true
                case "amber": grant.tlpAmber = true
                case "red": grant.tlpRed = true
                // Needs no grant.
                case "white": break
                default: throw Failure("tlp: must be green, amber or red, separated by commas")
                }
            }
            return grant
        }
    }

    struct On: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Offers a source in forms.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setSource(name, isActive: true) }
        }
    }

    struct Off: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Offers a source in forms no longer; its objects stay.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setSource(name, isActive: false) }
        }
    }
}
