public import Documents
public import Model
public import Storage

/// Takes an object out with everything that hangs on it (crits-api.md 11.5); no API call leads here, only administrators do.
public struct ObjectDeletion: Sendable {
    private let store: any ObjectStore
    private let user: String

    /// Most documents of one kind that hang on an object and are taken with it in one go.
    private static let slice = 1_000

    /// Deletions that the audit log puts down to a user.
    public init(store: any ObjectStore, user: String) {
        self.store = store
        self.user = user
    }

    /// Deletes it; false when there is none. Comments and results of services go first, slice by slice; the object itself goes
    /// with both sides of its relationships, its files, its counters, marks and notifications at once.
    public func delete(_ type: ObjectType, _ id: ObjectID) async throws -> Bool {
        for attached in [ObjectTypes.comment, ObjectTypes.analysisResult] { try await deleteAttached(attached, to: type, id) }
        return try await store.change { [user] transaction in
            guard let head = try transaction.head(of: type, id: id) else { return false }
            try ObjectDeletion.unrelate(type, id, transaction)
            for key in ["filedata", "screenshot", "thumb"] {
                if let file = head[key]?.string.flatMap({ ObjectID($0) }) { try transaction.unlinkFile(file) }
            }
            try transaction.delete(type: type, id: id)
            try transaction.audit(
                ObjectAudit(
                    user: user, type: type.name, target: id, method: "delete()", value: ObjectDeletion.keyValue(type, id, head)))
            return true
        }
    }

    private func deleteAttached(_ attached: ObjectType, to type: ObjectType, _ id: ObjectID) async throws {
        guard case .asTarget(let typeKey, let idKey) = attached.visibility else { return }
        let filter = Filter.and([
            .criterion(Criterion(path: [typeKey], test: .equals(.string(type.name)))),
            .criterion(Criterion(path: [idKey], test: .equals(.string(id.description)))),
        ])
        while true {
            let page = try await store.objects(
                ObjectQuery(type: attached, filter: filter, reader: .everything, limit: ObjectDeletion.slice, countsMatches: false))
            let ids = page.documents.compactMap { $0["_id"]?.string.flatMap { ObjectID($0) } }
            if ids.isEmpty { return }
            try await store.change { transaction in
                for id in ids where try transaction.head(of: attached, id: id) != nil {
                    try transaction.delete(type: attached, id: id)
                }
            }
        }
    }

    /// Removes the far sides; the near ones go with the object.
    private static func unrelate(_ type: ObjectType, _ id: ObjectID, _ transaction: any ObjectTransaction) throws {
        guard type.growingLists.contains(.relationships) else { return }
        for part in try transaction.parts(of: type, id: id, list: .relationships, key: nil, limit: Int.max) {
            guard let other = part.value["type"]?.string.flatMap(ObjectTypes.named),
                let otherID = part.value["value"]?.string.flatMap({ ObjectID($0) })
            else { continue }
            let back = try transaction.parts(of: other, id: otherID, list: .relationships, key: id.description, limit: Int.max)
            for entry in back where entry.value["type"] == .string(type.name) {
                try transaction.removePart(of: other, id: otherID, list: .relationships, row: entry.row)
            }
        }
    }

    /// What the audit log calls the object by (crits-api.md 11.2).
    private static func keyValue(_ type: ObjectType, _ id: ObjectID, _ head: Document) -> String {
        let keys = [
            "Actor": "name", "Campaign": "name", "Certificate": "md5", "Domain": "domain", "IP": "ip", "PCAP": "md5", "RawData": "title",
            "Sample": "md5", "Signature": "title", "Target": "email_address",
        ]
        return keys[type.name].flatMap { head[$0]?.string } ?? id.description
    }
}
