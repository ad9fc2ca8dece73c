import EngineContract
import Foundation
import Logging
import Model
import Storage

@testable import StoragePostgres

/// A database for one test.
struct TestDatabase: TestEngine {
    let server: PrivateServer
    let name: String
    var options = PostgresOptions()

    /// The URL that stores open.
    var url: String { String(server.url.dropLast("postgres".count)) + name }

    init(server: PrivateServer? = nil) throws {
        self.server = try server ?? PrivateServer.shared.get()
        name = "test_\(UInt64.random(in: 0...UInt64.max))"
        try administer("CREATE DATABASE \(name)")
    }

    /// Runs a statement as another client would.
    func administer(_ sql: String, in database: String? = nil) throws {
        let url = database == nil ? server.url : url
        let connection = try Connection(ConnectionInfo(url: url, options: PostgresOptions()), settings: [:])
        try connection.execute(sql)
    }

    func open() async throws -> any Store {
        try await openStore()
    }

    /// Opens the store and claims a node, as a server does.
    func openStore() async throws -> PostgresStore {
        let store = try await PostgresStore.open(
            url: url, options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        _ = try await store.lastKey()
        return store
    }

    /// Nothing: the database goes with its server, and dropping one waits for a checkpoint.
    func remove() async {}
}
