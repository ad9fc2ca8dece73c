public import Storage

extension PostgresStore {
    /// See ``TagStore/tags(_:)``.
    public func tags(_ query: TagQuery) async throws(StorageError) -> [TagCount] {
        let (tokens, classes) = (try await objectTokens(), accessClasses)
        return try await scan { reader throws(StorageError) in
            let tables = ObjectTables(reader.connection, tokens: tokens)
            do {
                var listing = TagListing(query, classes: try classes.current(tables))
                return try listing.page { after in try TagRows.next(query.kind, after: after, reader.connection) }
            } catch {
                throw tables.failure(error)
            }
        }
    }
}
