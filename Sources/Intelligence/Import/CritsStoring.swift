public import Documents
public import Model
public import Storage

/// What is done with the documents and files of a CRITs database, within a transaction. Repeating it changes nothing.
public enum CritsStoring {
    /// Adds a document with its lists and counters; false when it is there. Throws `conflict` when its id is another object's.
    public static func add(_ document: CritsDocument, to transaction: any ObjectTransaction) throws -> Bool {
        let type = document.type
        let identities = ObjectIdentity.all(of: type, head: document.head)
        if try transaction.head(of: type, id: document.id) != nil { return false }
        // The registry has each service once.
        if type.name == ObjectTypes.service.name, let name = identities.first {
            guard try transaction.ids(of: type, identity: name).isEmpty else { return false }
        }
        var head = document.head
        // Secrets are sealed by whoever gives them to a service here; as they come they could be searched.
        if let config = head["config"]?.document { head["config"] = .document(SecretOption.withoutSecrets(config)) }
        try transaction.insert(type: type, id: document.id, identities: identities, head: head)
        for part in document.parts {
            try transaction.addPart(of: type, id: document.id, list: part.list, key: part.key, value: part.value)
        }
        return true
    }

    /// A document that a file belongs to, and the field that names the file.
    public struct Holder: Sendable {
        let reference: ObjectReference
        let key: String

        /// A holder.
        public init(_ type: ObjectType, _ id: ObjectID, key: String) {
            reference = ObjectReference(type, id)
            self.key = key
        }
    }

    /// Gives documents the content of a file, under the id that it had for the first of them. All sources of a document that
    /// names the file count as its suppliers: CRITs let each of their readers have it.
    public static func link(
        _ file: ObjectID, sha256: [UInt8], to holders: [Holder], in transaction: any ObjectTransaction
    ) throws {
        for holder in holders {
            let (type, id) = (holder.reference.type, holder.reference.id)
            guard var head = try transaction.head(of: type, id: id) else { continue }
            if let known = head[holder.key]?.string.flatMap({ ObjectID($0) }), try transaction.file(known) != nil { continue }
            // Of a document that was found by its MD5 alone nobody has shown that its sources had the content (ruling 31).
            let isNamed = head[holder.key] == .string(file.description)
            var name = file
            if try transaction.file(file) == nil {
                try transaction.linkFile(file, sha256: sha256, owner: id)
            } else {
                name = try transaction.linkFile(sha256: sha256, owner: id)
            }
            if head[holder.key] != .string(name.description) {
                head[holder.key] = .string(name.description)
                head["_id"] = nil
                try transaction.replaceHead(of: type, id: id, identities: ObjectIdentity.all(of: type, head: head), head: head)
            }
            if isNamed { try markSuppliers(of: holder.reference, in: transaction) }
        }
    }

    private static func markSuppliers(of object: ObjectReference, in transaction: any ObjectTransaction) throws {
        for var part in try transaction.parts(of: object.type, id: object.id, list: .source, key: nil, limit: Int.max)
        where part.value[ObjectParts.suppliesContent] != true {
            part.value[ObjectParts.suppliesContent] = true
            try transaction.replacePart(of: object.type, id: object.id, list: .source, part: part)
        }
    }
}
