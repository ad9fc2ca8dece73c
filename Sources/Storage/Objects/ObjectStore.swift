public import Documents
public import Model

/// Which documents of one type, in which order, for whom.
public struct ObjectQuery: Sendable {
    /// The type.
    public var type: ObjectType
    /// Only these ids; nil does not restrict.
    public var ids: [ObjectID]?
    /// What they must be like, in the reader's view.
    public var filter: Filter
    /// Whose view.
    public var reader: ObjectReader
    /// Order; `_id` ascending decides last (crits-api.md 1.7).
    public var sort: [SortKey]
    /// How many to leave out at the start.
    public var offset: Int
    /// At most this many, 1 to 1000.
    public var limit: Int
    /// Goes on after a page that gave this cursor; `offset` then counts from there.
    public var cursor: String?
    /// The growing lists to assemble; the others are left out of the documents. nil assembles all.
    public var lists: Set<GrowingList>?
    /// Whether the number of all matches is wanted.
    public var countsMatches: Bool

    /// A query.
    public init(
        type: ObjectType, ids: [ObjectID]? = nil, filter: Filter = .all, reader: ObjectReader, sort: [SortKey] = [], offset: Int = 0,
        limit: Int = 20, cursor: String? = nil, lists: Set<GrowingList>? = nil, countsMatches: Bool = true
    ) {
        self.type = type
        self.ids = ids
        self.filter = filter
        self.reader = reader
        self.sort = sort
        self.offset = offset
        self.limit = limit
        self.cursor = cursor
        self.lists = lists
        self.countsMatches = countsMatches
    }
}

/// One page of documents, whole and redacted for the reader (crits-api.md 3.6).
public struct ObjectPage: Sendable {
    /// The documents, `_id` and `schema_version` included.
    public var documents: [Document]
    /// How many match in all; nil when it was not asked for.
    public var total: Int?
    /// Where the next page starts; nil on the last one.
    public var next: String?

    /// A page.
    public init(documents: [Document], total: Int?, next: String?) {
        self.documents = documents
        self.total = total
        self.next = next
    }
}

/// What every engine promises for top-level objects and the documents beside them.
public protocol ObjectStore: TagStore, PersonalStore {
    /// One page of documents. Throws `tooExpensive` past 10 s of scanning, `invalid` for a cursor that is none.
    func objects(_ query: ObjectQuery) async throws(StorageError) -> ObjectPage

    /// Runs one command against all objects, atomically and after every command before it; its effects are durable when the
    /// call returns, and none of them stays when it throws.
    ///
    /// The command may be run again (a serialization failure, a lost connection before COMMIT), so it must have no effect
    /// outside the transaction.
    func change<Answer: Sendable>(
        _ command: @escaping @Sendable (any ObjectTransaction) throws -> Answer
    ) async throws -> Answer
}
