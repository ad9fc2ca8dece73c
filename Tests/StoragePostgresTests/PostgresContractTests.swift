import EngineContract
import Testing

/// The PostgreSQL engine keeps every promise of the storage protocols.
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct PostgresContractTests {
    /// Here two processes on one store are two nodes, each with keys of its own: `NodeTests` has that promise.
    static let promises = ContractCase.all.filter { $0.name != "two processes on one store see each other's changes" }

    @Test(arguments: promises)
    func holds(_ promise: ContractCase) async throws {
        try await promise.run(TestDatabase())
    }
}
