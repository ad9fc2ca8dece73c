public import Model

/// What a name that files objects is: a bucket or a sector.
public enum TagKind: String, Sendable, Hashable, CaseIterable {
    case bucket, sector

    /// The attribute of documents that holds them.
    public var field: String {
        switch self {
        case .bucket: "bucket_list"
        case .sector: "sectors"
        }
    }
}

/// Which buckets or sectors, and whose objects count.
public struct TagQuery: Sendable {
    /// Buckets or sectors.
    public var kind: TagKind
    /// Whose view.
    public var reader: ObjectReader
    /// Names of the types that count.
    public var types: Set<String>
    /// Names after this one only.
    public var after: String?
    /// At most this many names.
    public var limit: Int

    /// A query.
    public init(kind: TagKind, reader: ObjectReader, types: Set<String>, after: String? = nil, limit: Int = 100) {
        self.kind = kind
        self.reader = reader
        self.types = types
        self.after = after
        self.limit = limit
    }
}

/// A name with its objects by type.
public struct TagCount: Sendable, Hashable {
    /// The bucket or sector.
    public var name: String
    /// Objects by type name; none is 0.
    public var counts: [String: Int]

    /// A count.
    public init(name: String, counts: [String: Int]) {
        self.name = name
        self.counts = counts
    }
}

/// Counters of buckets and sectors (crits-api.md 11.4); each change of an object moves them in its own transaction.
public protocol TagStore: Sendable {
    /// Names in the order of their bytes, those without an object that counts left out.
    func tags(_ query: TagQuery) async throws(StorageError) -> [TagCount]
}
