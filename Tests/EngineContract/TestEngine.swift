public import Storage

/// An engine under test: one empty store for each value.
public protocol TestEngine: Sendable {
    /// Opens the store; every call gives another instance on the same data, as another process would have.
    ///
    /// Time segments or partitions, where the engine has them, hold few rows, so that every list crosses some.
    func open() async throws -> any Store
    /// Removes the data.
    func remove() async
}

extension TestEngine {
    /// Runs a test on a store that is closed and removed afterwards.
    public func withStore(_ body: (any Store) async throws -> Void) async throws {
        let store = try await open()
        do {
            try await body(store)
        } catch {
            try? await store.close()
            await remove()
            throw error
        }
        try await store.close()
        await remove()
    }
}
