import EngineContract
import FoundationEssentials
import GRDB
import Logging
import Storage
import StorageSQLite

/// A store in a folder of its own, with tiny segments.
struct SQLiteEngine: TestEngine {
    let directory: String
    var options: SQLiteOptions

    init(segmentRows: Int = 50, _ change: (inout SQLiteOptions) -> Void = { _ in }) {
        directory = FileManager.default.temporaryDirectory.path + "/waggle-store-\(UUID().uuidString)"
        options = SQLiteOptions()
        options.segmentRows = segmentRows
        change(&options)
    }

    var path: String { directory + "/waggle.sqlite" }

    func open() async throws -> any Store { try openSQLite() }

    func openSQLite() throws -> SQLiteStore {
        try SQLiteStore.open(directory: directory, options: options, logger: Logger(label: "test"))
    }

    /// A connection that may hold a transaction open, as another process would.
    func otherProcess() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    func remove() async { try? FileManager.default.removeItem(atPath: directory) }
}
