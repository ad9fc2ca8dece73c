import Documents
import Model

/// A document of a dump, with what is needed to find what it became here.
struct DumpEntry {
    enum Content {
        case message(ReceivedMessage)
        /// The id of its raw message, where it names one.
        case session(message: ObjectID?)
        case url(String)
        case file(sha512: String)
        case dork(content: String, type: String, count: Int)
    }

    let id: ObjectID
    let collection: DumpCollection
    let content: Content
    /// As it was read; empty for a raw message.
    var document: BSONDocument

    init(_ document: BSONDocument, in collection: DumpCollection) throws(DumpFault) {
        id = try document.id()
        self.collection = collection
        self.document = collection == .hpfeed ? BSONDocument() : document
        switch collection {
        case .hpfeed: content = .message(try document.receivedMessage())
        case .session:
            if case .objectID(let message) = document["hpfeed_id"] {
                content = .session(message: message)
            } else {
                content = .session(message: nil)
            }
        case .url: content = .url(try document.text("url"))
        case .file:
            guard case .document(let hashes) = document["hashes"] else { throw DumpFault("hashes: missing") }
            content = .file(sha512: try hashes.text("sha512").lowercased())
        case .dork:
            guard let count = document["count"]?.integer.flatMap({ Int(exactly: $0) }), count > 0 else {
                throw DumpFault("count: not a number above 0")
            }
            content = .dork(content: try document.text("content"), type: try document.text("type"), count: count)
        }
    }

    /// The extractions of a url.
    var extractions: [BSONDocument] {
        guard case .array(let values) = document["extractions"] else { return [] }
        return values.compactMap { value in
            guard case .document(let extraction) = value else { return nil }
            return extraction
        }
    }
}
