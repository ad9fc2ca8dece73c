import Accounts
import ArgumentParser
import HPFeeds
import Model

/// `waggle upstream …`: remote brokers to pull from.
struct UpstreamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upstream", abstract: "Remote brokers to pull from.", subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a remote broker, or replaces it.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "HOST:PORT.") var address: String
        @Option(help: "Ident to log in with.") var ident: String
        @Flag(help: "Read the secret from standard input.") var secretStdin = false
        @Option(help: "Channels to subscribe to, separated by commas.") var channels: String
        @Flag(help: "Use TLS.") var tls = false

        func validate() throws {
            do {
                _ = try Endpoint(parsing: address)
            } catch {
                throw ValidationError("\(address): \(error)")
            }
            if !secretStdin { throw ValidationError("--secret-stdin is needed: a secret never stands on a command line") }
        }

        func run() async throws {
            let endpoint = try Endpoint(parsing: address)
            let secret = try SecretInput.read("secret")
            try await storeOptions.withAdministration { administration in
                try await administration.addUpstream(
                    host: endpoint.interface, port: endpoint.port, ident: ident, secret: secret,
                    channels: SensorRecord.list(channels), usesTLS: tls)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists remote brokers.")
        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                var listing = Listing(["upstream", "ident", "channels", "tls", "enabled"], json: json)
                for upstream in try await administration.upstreams() {
                    listing.append([
                        .text(upstream.name), .text(upstream.ident), .list(upstream.channels), .flag(upstream.usesTLS),
                        .flag(upstream.isEnabled),
                    ])
                }
                listing.print()
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a remote broker away.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "HOST:PORT.") var address: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.removeUpstream(address) }
        }
    }
}
