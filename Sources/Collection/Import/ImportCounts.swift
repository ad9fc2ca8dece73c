/// What came of a file so far, in lines, documents or sessions.
public struct ImportCounts: Sendable, Equatable {
    /// Committed.
    public var imported = 0
    /// In the store already.
    public var skipped = 0
    /// Not to be understood.
    public var refused = 0
    /// Bytes read.
    public var bytes = 0

    /// Nothing yet.
    public init() {}

    /// Adds what came of another file.
    public static func += (left: inout ImportCounts, right: ImportCounts) {
        left.imported += right.imported
        left.skipped += right.skipped
        left.refused += right.refused
        left.bytes += right.bytes
    }
}
