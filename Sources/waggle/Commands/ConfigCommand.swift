import ArgumentParser

/// `waggle config check`: what would be used, and from where.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The start-up configuration.", subcommands: [Check.self])

    /// Reads the configuration as `serve` would and prints it.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Checks the configuration and prints what is in force.")

        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        private func flag(_ key: StartupConfiguration.Key) -> String? {
            switch key {
            case .dataDirectory: storeOptions.dataDirectory
            case .database: storeOptions.database
            default: nil
            }
        }

        func run() async throws {
            let configuration = try storeOptions.configuration()
            var listing = Listing(["key", "value", "from"], json: json)
            for key in StartupConfiguration.Key.allCases {
                var values =
                    key.isList ? configuration.values(key, flags: []) : [configuration.value(key, flag: flag(key))].compactMap(\.self)
                // It may hold a password.
                if key == .database, !values.isEmpty { values = ["given, not shown"] }
                listing.append([
                    .text(key.rawValue), .text(values.isEmpty ? ServeDefaults.value(of: key) : values.joined(separator: " ")),
                    .text(flag(key) == nil ? configuration.origin(of: key) : "flag"),
                ])
            }
            listing.print()
            _ = try ServeConfiguration(configuration, flags: ServeFlags())
        }
    }
}
