import Foundation

@testable import StoragePostgres

/// A PostgreSQL of our own for one run of the tests, by `Scripts/postgres-private.sh`; it ends with this process.
struct PrivateServer: Sendable {
    let folder: String
    /// Of the database `postgres`.
    let url: String

    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Scripts/postgres-private.sh").path

    /// The server that tests share; each makes a database of its own.
    static let shared = Result { try PrivateServer() }

    /// Whether the programs of PostgreSQL are installed; without them these tests are skipped.
    static let isInstalled: Bool = {
        if case .failure(let failure as Failure) = shared, failure.code == 2 { return false }
        return true
    }()

    struct Failure: Error {
        var code: Int32
    }

    /// Starts a server.
    init() throws {
        folder = "/tmp/waggle-postgres-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try PrivateServer.run(["start", folder])
        url = try String(contentsOfFile: folder + "/url", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Crashes and starts again.
    func restart() throws { try PrivateServer.run(["restart", folder]) }

    func stop() throws { try PrivateServer.run(["stop", folder]) }

    private static func run(_ arguments: [String]) throws {
        let code = try ChildProcess.run(script, arguments, environment: ["PG_PARENT": "\(getpid())", "PG_CONF": "fsync = off"])
        guard code == 0 else { throw Failure(code: code) }
    }
}
