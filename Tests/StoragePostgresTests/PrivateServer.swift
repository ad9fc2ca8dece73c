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
    ///
    /// - Parameter configuration: more lines for its configuration.
    init(configuration: [String] = []) throws {
        try self.init { folder in
            try PrivateServer.run(["start", folder], configuration: configuration)
        }
    }

    /// Starts a hot standby of a server.
    init(following other: PrivateServer) throws {
        try self.init { folder in
            try PrivateServer.run(["follow", folder, other.folder])
        }
    }

    private init(_ start: (String) throws -> Void) throws {
        folder = "/tmp/waggle-postgres-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try start(folder)
        url = try String(contentsOfFile: folder + "/url", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Such as `127.0.0.1:5432`.
    var address: String { String(url.drop { $0 != "@" }.dropFirst().prefix { $0 != "/" }) }

    /// What the server has logged.
    var log: String {
        get throws { try String(contentsOfFile: folder + "/log", encoding: .utf8) }
    }

    /// Crashes.
    func halt() throws { try PrivateServer.run(["halt", folder]) }

    /// Makes a standby the one that takes changes.
    func promote() throws { try PrivateServer.run(["promote", folder]) }

    /// Crashes and starts again.
    func restart() throws { try PrivateServer.run(["restart", folder]) }

    func stop() throws { try PrivateServer.run(["stop", folder]) }

    private static func run(_ arguments: [String], configuration: [String] = []) throws {
        let lines = (["fsync = off"] + configuration).joined(separator: "\n")
        let code = try ChildProcess.run(script, arguments, environment: ["PG_PARENT": "\(getpid())", "PG_CONF": lines])
        guard code == 0 else { throw Failure(code: code) }
    }
}
