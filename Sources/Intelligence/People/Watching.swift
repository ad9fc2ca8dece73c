public import Documents
import Model
public import Storage

/// A user's favourites, subscriptions and notifications (crits-web.md 2.5 to 2.7, 7.9): only of objects that they may see, and of
/// sources that they may read, at the moment of asking.
public struct Watching: Sendable {
    private let store: any ObjectStore
    private let caller: Caller

    /// Most marks that a list shows.
    private static let maximumMarks = 1_000
    /// Notifications that are looked at to count the unread ones.
    private static let countedNotices = 500

    /// What a user watches.
    public init(store: any ObjectStore, caller: Caller) {
        self.store = store
        self.caller = caller
    }

    // MARK: Favourites and subscriptions

    /// The marked objects, the newest mark first.
    public func objects(_ kind: MarkKind) async throws(StorageError) -> [(object: WatchedObject, since: Timestamp)] {
        let marks = try await store.marks(kind, of: caller.username, limit: Watching.maximumMarks)
        let seen = try await visible(marks.map { ($0.type, $0.id) })
        return marks.compactMap { mark in seen[mark.id].map { (object: $0, since: mark.time) } }
    }

    /// Marks an object, or takes the mark off. Throws ``Objection`` for one that is not there, or not for this user; a mark can be
    /// taken off whatever became of the object.
    public func set(_ kind: MarkKind, type name: String, id text: String, isOn: Bool) async throws -> WatchedObject {
        guard let type = ObjectTypes.topLevel(name) else { throw Objection("Invalid object type: \(name.shortened)") }
        guard let id = ObjectID(text.trimmed) else { throw Objection("Object not found: \(text.shortened)") }
        let object = try await visible([(type.name, id)])[id]
        if isOn, object == nil { throw Objection("Object not found: \(text.shortened)") }
        try await store.setMark(kind, ObjectMark(type: type.name, id: id, time: .now), of: caller.username, isOn: isOn)
        return object ?? WatchedObject(type: type, id: id, title: id.description)
    }

    /// The subscribed sources that the user may still read.
    public func sources() async throws(StorageError) -> [SourceSubscription] {
        try await store.sourceSubscriptions(of: caller.username).filter { mayRead(source: $0.name) }
    }

    /// Subscribes to a source, or ends that. Throws ``Objection`` for one that the user may not read.
    public func setSource(_ name: String, isOn: Bool) async throws {
        if isOn, !mayRead(source: name) { throw Objection("Source not found: \(name.shortened)") }
        try await store.setSubscription(SourceSubscription(name: name, time: .now), of: caller.username, isOn: isOn)
    }

    private func mayRead(source: String) -> Bool { caller.reader.seesEverything || caller.reader.sources[source] != nil }

    // MARK: Notifications

    /// A notification with its object.
    public typealias Entry = (notice: Notice, object: WatchedObject)

    /// Notifications, the newest first, and where to go on; nil at the end. Those of hidden objects are left out, so that a page
    /// may be shorter than asked for.
    public func notices(before number: Int64?, limit: Int) async throws(StorageError) -> (entries: [Entry], next: Int64?) {
        let notices = try await store.notices(of: caller.username, before: number, limit: limit)
        let seen = try await visible(notices.map { ($0.type, $0.id) })
        return (
            notices.compactMap { notice in seen[notice.id].map { (notice: notice, object: $0) } },
            notices.count < limit ? nil : notices.last?.number
        )
    }

    /// How many of the newest notifications the user has not seen.
    public func unread() async throws(StorageError) -> Int {
        let notices = try await store.notices(of: caller.username, before: nil, limit: Watching.countedNotices).filter { !$0.isRead }
        if notices.isEmpty { return 0 }
        let seen = try await visible(notices.map { ($0.type, $0.id) })
        return notices.count { seen[$0.id] != nil }
    }

    // MARK: Visibility

    /// Those of some objects that the user may see.
    private func visible(_ objects: [(type: String, id: ObjectID)]) async throws(StorageError) -> [ObjectID: WatchedObject] {
        var idsByType: [String: Set<ObjectID>] = [:]
        for object in objects { idsByType[object.type, default: []].insert(object.id) }
        var seen: [ObjectID: WatchedObject] = [:]
        for (name, ids) in idsByType {
            guard let type = ObjectTypes.named(name), caller.may("\(name).read") else { continue }
            let page = try await store.objects(
                ObjectQuery(
                    type: type, ids: ids.sorted(), reader: caller.reader, limit: min(max(ids.count, 1), 1_000), lists: [],
                    countsMatches: false))
            for document in page.documents {
                guard let id = document["_id"]?.string.flatMap({ ObjectID($0) }) else { continue }
                let title = MainField.key(of: type).flatMap { document[$0]?.string }?.shortened ?? ""
                seen[id] = WatchedObject(type: type, id: id, title: title.isEmpty ? id.description : title)
            }
        }
        return seen
    }
}
