// Only the broker, with accounts from a JSON file in upstream's format, for comparing it with hpfeeds-broker.
// Usage: broker-only HOST:PORT ACCOUNTS.json [THREADS]; prints `ready HOST:PORT`.
import Foundation
import HPFeeds
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

struct Account: Decodable {
    var owner: String
    var secret: String
    var pubchans: Set<String>
    var subchans: Set<String>
}

struct FileAuthorizer: Authorizer {
    let accounts: [String: Account]
    let changes = AsyncStream<Void> { _ in }

    func grant(for ident: String) async throws -> Grant? {
        accounts[ident].map {
            Grant(ident: ident, owner: $0.owner, secrets: [$0.secret], publish: $0.pubchans, subscribe: $0.subchans)
        }
    }
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    print("usage: broker-only HOST:PORT ACCOUNTS.json [THREADS]")
    exit(64)
}
let accounts = try JSONDecoder().decode([String: Account].self, from: Data(contentsOf: URL(fileURLWithPath: arguments[2])))
let logger = Logger(label: "broker-only", factory: { _ in SwiftLogNoOpLogHandler() })
let broker = Broker(
    endpoints: [try Endpoint(parsing: arguments[1])], authorizer: FileAuthorizer(accounts: accounts), logger: logger,
    threads: arguments.count > 3 ? Int(arguments[3]) : nil)
let addresses = try await broker.bind()
print("ready \(addresses.map { "\($0.ipAddress ?? ""):\($0.port ?? 0)" }.joined(separator: " "))")
fflush(nil)
try await ServiceGroup(services: [broker], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
