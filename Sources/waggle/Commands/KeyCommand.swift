import Accounts
import ArgumentParser
import Documents
import Model

/// `waggle key …`: API keys.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "API keys.", subcommands: [Create.self, List.self, Revoke.self, Default.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a key and prints it, this once.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "The user.") var user: String
        @Option(help: "Name of the key.") var name: String
        @Option(help: "ISO 8601 date after which it opens nothing.") var expires: String?
        @Flag(help: "Refuse every change made with it.") var readOnly = false
        @Option(help: "Network (CIDR) from which it may be used; may repeat.") var from: [String] = []

        func run() async throws {
            let end = try expires.map { text in
                guard let time = Timestamp(text) else { throw Failure("expires: '\(text)' is not an ISO 8601 date") }
                guard time > .now else { throw Failure("expires: '\(text)' is in the past") }
                return time
            }
            try await storeOptions.withAdministration { administration in
                let key = try await administration.createKey(
                    user: user, key: name, expires: end, isReadOnly: readOnly, networks: from)
                Console.print(key)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists a user's keys, without the keys.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "The user.") var user: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                var listing = Listing(["name", "default", "read_only", "from", "created", "expires"], json: json)
                for key in try await administration.keys(of: user) {
                    listing.append([
                        .text(key.name), .flag(key.isDefault), .flag(key.isReadOnly), .list(key.networks), .time(key.created),
                        .time(key.expires),
                    ])
                }
                listing.print()
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a key away.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "The user.") var user: String
        @Option(help: "Name of the key.") var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.revokeKey(user: user, key: name) }
        }
    }

    struct Default: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a key its user's default.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "The user.") var user: String
        @Option(help: "Name of the key.") var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setDefaultKey(user: user, key: name) }
        }
    }
}
