import EngineContract
import Testing

/// The SQLite engine keeps every promise of the storage protocols.
@Suite struct SQLiteContractTests {
    @Test(arguments: ContractCase.all)
    func holds(_ promise: ContractCase) async throws {
        try await promise.run(SQLiteEngine())
    }
}
