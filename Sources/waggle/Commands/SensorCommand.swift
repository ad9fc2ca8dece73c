import Accounts
import ArgumentParser
import Documents
import Model
import Storage
import StorageSQLite

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `waggle sensor …`: hpfeeds idents.
struct SensorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensor", abstract: "Sensors: hpfeeds idents and what they may do.",
        subcommands: [Add.self, List.self, Remove.self, Rotate.self, Import.self, Export.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a sensor and prints its secret.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var ident: String
        @Option(help: "Its secret; a random one without it.") var secret: String?
        @Option(help: "Channels it may publish to, separated by commas.") var publish = ""
        @Option(help: "Channels it may subscribe to, separated by commas.") var subscribe = ""
        @Option(help: "Who runs it.") var owner: String?

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                let secret = try await administration.addSensor(
                    ident, secret: secret, publish: SensorRecord.list(publish), subscribe: SensorRecord.list(subscribe),
                    owner: owner)
                Console.print(secret)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists sensors and when they were last heard.")
        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withStore { store in
                let seen = Dictionary(try await store.sensorActivity().map { ($0.ident, $0) }) { first, _ in first }
                var listing = Listing(["ident", "owner", "publish", "subscribe", "last_seen", "messages"], json: json)
                for sensor in try await store.sensors().sorted(by: { $0.ident < $1.ident }) {
                    listing.append([
                        .text(sensor.ident), .text(sensor.owner), .list(sensor.publish.sorted()), .list(sensor.subscribe.sorted()),
                        .time(seen[sensor.ident]?.lastSeen), .number(seen[sensor.ident]?.messages ?? 0),
                    ])
                }
                listing.print()
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a sensor away and closes its connections.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var ident: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.removeSensor(ident) }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a sensor a new secret and prints it; the one before stays valid until the next rotation.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var ident: String

        func run() async throws {
            try await storeOptions.withAdministration { Console.print(try await $0.rotateSensor(ident)) }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Imports the accounts of another broker.",
            discussion: """
                Reads hpfeeds-broker's JSON, an SQLite file with a table authkeys, documents of MHN's auth_key as JSON or JSON \
                Lines, and Tentacool's text; "env" reads HPFEEDS_<IDENT>_SECRET and its companions.
                """)
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "The file, or env.") var file: String

        func run() async throws {
            let records = try records()
            try await storeOptions.withAdministration { administration in
                Console.print("\(try await administration.importSensors(records)) sensors imported")
            }
        }

        private func records() throws -> [SensorRecord] {
            if file == "env" { return try SensorFile.read(environment: ProcessInfo.processInfo.environment) }
            guard let data = FileManager.default.contents(atPath: file) else { throw Failure("\(file) can't be read") }
            guard SensorFile.isSQLite(data.prefix(16)) else { return try SensorFile.read(Array(data)) }
            return try LegacyAuthKeys.read(path: file).map { row in
                let owner = row.owner.isEmpty ? nil : row.owner
                return SensorRecord(
                    ident: row.ident, secret: row.secret, owner: owner, publish: try channels(row.publish, of: row.ident),
                    subscribe: try channels(row.subscribe, of: row.ident))
            }
        }

        /// Upstream keeps the lists as JSON arrays in text columns.
        private func channels(_ json: String, of ident: String) throws -> [String] {
            guard let list = try? JSONText(Array(json.utf8)).root, list.kind == .array else {
                throw Failure("\(file): the channels of '\(ident)' are no JSON array")
            }
            return list.elements.compactMap(\.string)
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints all sensors with their secrets in hpfeeds-broker's JSON.")
        @OptionGroup var storeOptions: StoreOptions

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                Console.print(String(decoding: SensorFile.write(try await administration.exportSensors()), as: UTF8.self))
            }
        }
    }
}
