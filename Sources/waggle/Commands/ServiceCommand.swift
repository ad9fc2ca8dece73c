import Accounts
import ArgumentParser
import Documents
import Intelligence
import Server

/// `waggle service …`: the registry of analysis services.
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Analysis services: which there are, and what they do.",
        subcommands: [List.self, On.self, Off.self, Triage.self, Config.self, Add.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all services.")
        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withServices { services in
                var listing = Listing(["name", "version", "status", "enabled", "triage", "types", "worker"], json: json)
                for service in try await services.services() {
                    listing.append([
                        .text(service.name), .text(service.version), .text(service.status.rawValue), .flag(service.isEnabled),
                        .flag(service.runsOnTriage), .text(service.supportedTypes.joined(separator: ",")),
                        .text(service.isDistributed ? service.worker ?? "any" : "built in"),
                    ])
                }
                listing.print()
            }
        }
    }

    struct On: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a service be run.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws { try await storeOptions.withServices { try await $0.setEnabled(name, true) } }
    }

    struct Off: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a service be run no longer.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws { try await storeOptions.withServices { try await $0.setEnabled(name, false) } }
    }

    struct Triage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a service look at every upload, or no longer.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Argument(help: "on or off.") var state: Switch

        func run() async throws { try await storeOptions.withServices { try await $0.setTriage(name, state == .on) } }
    }

    struct Config: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes settings of a service.",
            discussion: "Settings whose names contain password, secret, token, key or the like are sealed and never shown.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Argument(help: "NAME=VALUE, once or several times.", transform: NamedValue.parse) var values: [NamedValue] = []
        @Option(help: "Most runs at once over all nodes; 0 for any number.") var limit: Int?

        func run() async throws {
            try await storeOptions.withServices { services in
                try await services.configure(name, values.document, maximumRuns: limit)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enters a service that a worker outside of the server runs (Docs/Services.md).")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Option(help: "a.b or a.b.c.") var version = "1.0"
        @Option(help: "Types of objects, with commas, or all.") var types: String
        @Option(help: "One sentence.") var description = ""
        @Option(name: .customLong("set"), help: "A setting NAME=VALUE; may repeat.", transform: NamedValue.parse)
        var values: [NamedValue] = []
        @Option(help: "The user whose worker runs it; any who may run services without.") var worker: String?
        @Option(help: "Most runs at once; 0 for any number.") var limit = 0
        @Flag(help: "Let it look at every upload.") var triage = false

        func run() async throws {
            let types = types.split(separator: ",").map(String.init)
            try await storeOptions.withServices { services in
                try await services.add(
                    ServiceRecord(
                        name: name, version: version, description: description, config: values.document, supportedTypes: types,
                        runsOnTriage: triage, isDistributed: true, maximumRuns: max(0, limit), worker: worker))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a service out that a worker outside ran; results stay.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws { try await storeOptions.withServices { try await $0.remove(name) } }
    }
}

/// On or off.
enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
}

/// A setting as an argument.
struct NamedValue: Sendable {
    let name: String
    let value: String

    static func parse(_ text: String) throws -> NamedValue {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex else { throw ValidationError("'\(text)' is not NAME=VALUE") }
        return NamedValue(name: String(text[..<mark]), value: String(text[text.index(after: mark)...]))
    }
}

extension [NamedValue] {
    /// The settings as a document.
    fileprivate var document: Document { Document(map { Document.Field(name: $0.name, value: .string($0.value)) }) }
}

extension StoreOptions {
    /// Opens the store for a change to services.
    fileprivate func withServices(_ body: (ServiceAdministration) async throws -> Void) async throws {
        try await withStore { store in
            let box = try secretBox()
            let administration = Administration(store: store, hasher: PasswordHasher(), box: box)
            try await body(ServiceAdministration(store: store, administration: administration))
        }
    }
}
