package import Documents

/// Who wants to know of an object, and by which subscription.
package struct Subscriber: Sendable, Hashable {
    package var user: String
    /// The source that they have subscribed to; nil where it is the object itself.
    package var source: String?

    package init(user: String, source: String?) {
        self.user = user
        self.source = source
    }
}

/// What the shared part of the object store asks of an engine's tables of people.
package protocol NoticeWriting {
    /// Subscribers of an object, and those of any source.
    func subscribers(of object: ObjectID) throws -> [Subscriber]
    /// Writes a notification for each of some users.
    func insert(_ notice: NewNotice, for users: [String], at time: Timestamp) throws
    /// Removes the marks and notifications of a deleted object.
    func forget(_ object: ObjectID) throws
}

extension ObjectCommand {
    package func notify(_ notice: NewNotice) throws(StorageError) {
        try typed {
            let subscribers = try tables.subscribers(of: notice.id)
            var users = Set(notice.mentioned)
            if !subscribers.isEmpty {
                let sources = try sources(of: notice)
                for each in subscribers where each.source.map(sources.contains) ?? true { users.insert(each.user) }
            }
            users.remove(notice.analyst)
            if !users.isEmpty { try tables.insert(notice, for: users.sorted(), at: now) }
        }
    }

    private func sources(of notice: NewNotice) throws -> Set<String> {
        guard let draft = try draft(notice.type, notice.id) else { return [] }
        return Set(try accessClass(draft)?.pairs.map(\.source) ?? [])
    }
}
