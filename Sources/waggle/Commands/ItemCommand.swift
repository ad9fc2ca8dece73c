import Accounts
import ArgumentParser
import Model

extension ItemKind {
    /// The list that an argument names.
    fileprivate static func named(_ text: String) throws -> ItemKind {
        guard let kind = ItemKind(rawValue: text) else {
            throw ValidationError("there is no list '\(text)'; lists are \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return kind
    }
}

/// `waggle item …`: the lists that forms and checks offer.
struct ItemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item",
        abstract: "Editable lists: \(ItemKind.allCases.map(\.rawValue).joined(separator: ", ")).",
        subcommands: [Add.self, List.self, On.self, Off.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds an entry to a list.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "Name of the list.", transform: ItemKind.named) var kind: ItemKind
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                let types = kind == .action ? Permission.blocks.map(\.type).filter { $0 != "ActorIdentifier" } : []
                try await administration.addItem(name, to: kind, objectTypes: types)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists entries of one list or of all.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "Name of the list.", transform: ItemKind.named) var kind: ItemKind?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                var listing = Listing(["kind", "name", "active"], json: json)
                for item in try await administration.items(kind) {
                    listing.append([.text(item.kind.rawValue), .text(item.name), .flag(item.isActive)])
                }
                listing.print()
            }
        }
    }

    struct On: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Offers an entry in forms.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "Name of the list.", transform: ItemKind.named) var kind: ItemKind
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setItem(name, in: kind, isActive: true) }
        }
    }

    struct Off: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Offers an entry in forms no longer.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "Name of the list.", transform: ItemKind.named) var kind: ItemKind
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setItem(name, in: kind, isActive: false) }
        }
    }
}
