public import Documents

/// A document and the id that it had in another system, which it keeps here (design decision 9).
public struct ForeignID: Sendable, Equatable {
    /// Which document is meant.
    public enum Document: Sendable, Equatable {
        /// The first session of the message with that id that keeps none yet.
        case session(ofMessage: ObjectID)
        /// The url of that text.
        case url(String)
        /// The file with that SHA-512 in lower-case hexadecimal.
        case file(sha512: String)
    }

    /// What came of it.
    public enum Outcome: Sendable, Equatable {
        /// The document goes by the id from now on.
        case kept
        /// The id is in use already, or the document keeps another one.
        case known
        /// There is no such document.
        case missing
    }

    /// The id; unique among its kind.
    public var id: ObjectID
    /// Whose id it is.
    public var document: Document

    /// An id of a document.
    public init(_ id: ObjectID, of document: Document) {
        self.id = id
        self.document = document
    }
}

/// What an engine promises for documents that come from another system.
public protocol ForeignIDStore: Sendable {
    /// Gives documents the ids that they had elsewhere, in one transaction; the outcomes are in the order of `ids`.
    ///
    /// From then on they are listed and found by those ids, after a re-normalisation too. The same once more changes nothing.
    func keep(_ ids: [ForeignID]) async throws(StorageError) -> [ForeignID.Outcome]
}
