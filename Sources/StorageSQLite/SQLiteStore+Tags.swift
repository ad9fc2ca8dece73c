public import Storage

extension SQLiteStore {
    /// See ``TagStore/tags(_:)``.
    public func tags(_ query: TagQuery) async throws(StorageError) -> [TagCount] {
        let (tokens, classes, path) = (objectTokens, accessClasses, file.path)
        return try await readers.scan { transaction in
            let known = try classes.current(ObjectTables(db: transaction.db, tokens: tokens, path: path))
            var listing = TagListing(query, classes: known)
            return try listing.page { after in try TagRows.next(query.kind, after: after, transaction.db) }
        }
    }
}
