import Accounts
import ArgumentParser

/// `waggle setting …`: what takes effect without a restart.
struct SettingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setting", abstract: "Settings, which take effect at once.", subcommands: [List.self, Get.self, Set.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all settings.")
        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                var listing = Listing(["setting", "value", "is_default", "summary"], json: json)
                for setting in try await administration.settings() {
                    listing.append([.text(setting.name), .text(setting.value), .flag(setting.isDefault), .text(setting.summary)])
                }
                listing.print()
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the value of one setting.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var key: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                let setting = try await administration.setting(key)
                guard json else { return Console.print(setting.value) }
                var listing = Listing(["setting", "value", "is_default"], json: true)
                listing.append([.text(setting.name), .text(setting.value), .flag(setting.isDefault)])
                listing.print()
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sets one setting.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var key: String
        @Argument var value: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.set(key, to: value) }
        }
    }
}
