import Accounts
import ArgumentParser
import Documents
import Logging
import Storage
import StoragePostgres
import StorageSQLite

/// Where the store is: the same for every command (ruling 52: after the subcommand).
struct StoreOptions: ParsableArguments {
    @Option(name: .customLong("data-dir"), help: "Directory of the embedded store (default ./waggle-data).")
    var dataDirectory: String?

    @Option(help: "postgres://… of the cluster engine; the spool and the secret key stay in the data directory.")
    var database: String?

    @Option(name: .customLong("config"), help: "Configuration file (YAML).")
    var configurationFile: String?

    /// The start-up configuration.
    func configuration() throws -> StartupConfiguration {
        try StartupConfiguration(file: configurationFile)
    }

    /// The data directory that is meant.
    func directory(_ configuration: StartupConfiguration) -> String {
        configuration.value(.dataDirectory, flag: dataDirectory) ?? "./waggle-data"
    }

    /// Opens the store, making it and its schema where they are missing.
    func open(logger: Logger = .quiet) async throws -> any Store {
        let configuration = try configuration()
        let directory = directory(configuration)
        guard let url = configuration.value(.database, flag: database) else {
            return try SQLiteStore.open(directory: directory, options: SQLiteOptions(), logger: logger)
        }
        guard StoreOptions.isDatabase(url) else { throw Failure("database: only postgres:// is known") }
        var options = PostgresOptions()
        options.nodeName = try NodeName.read(directory: directory)
        return try await PostgresStore.open(url: url, options: options, logger: logger)
    }

    private static func isDatabase(_ place: String) -> Bool {
        place.hasPrefix("postgres://") || place.hasPrefix("postgresql://")
    }

    /// Opens the store at a place, a data directory or `postgres://…`, for the length of a command that needs no node.
    static func withStore<Result>(at place: String, _ body: (any Store) async throws -> Result) async throws -> Result {
        let store: any Store =
            if isDatabase(place) {
                try await PostgresStore.open(url: place, options: PostgresOptions(), logger: .quiet)
            } else {
                try SQLiteStore.open(directory: place, options: SQLiteOptions(), logger: .quiet)
            }
        return try await using(store, body)
    }

    /// Opens the store for the length of a command.
    func withStore<Result>(_ body: (any Store) async throws -> Result) async throws -> Result {
        try await StoreOptions.using(try await open(), body)
    }

    private static func using<Result>(_ store: any Store, _ body: (any Store) async throws -> Result) async throws -> Result {
        do {
            let result = try await body(store)
            try await store.close()
            return result
        } catch {
            try? await store.close()
            throw error
        }
    }
}

extension Logger {
    /// Warnings and worse, for commands whose output is read by scripts.
    static var quiet: Logger {
        var logger = Logger(label: "waggle") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        return logger
    }
}
