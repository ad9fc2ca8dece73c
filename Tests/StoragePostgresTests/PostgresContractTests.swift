import EngineContract
import Testing

/// The PostgreSQL engine keeps every promise of the storage protocols.
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct PostgresContractTests {
    @Test(arguments: ContractCase.all)
    func holds(_ promise: ContractCase) async throws {
        try await promise.run(TestDatabase())
    }
}
