public import Documents

/// What a user has marked an object as.
public enum MarkKind: Int64, Sendable, Hashable, CaseIterable {
    /// A favourite (crits-web.md 2.6).
    case favorite = 1
    /// Something whose changes are told to the user (crits-web.md 2.5).
    case subscription = 2
}

/// An object that a user has marked.
public struct ObjectMark: Sendable, Hashable {
    /// Type name of the object.
    public var type: String
    /// Its id.
    public var id: ObjectID
    /// Since when.
    public var time: Timestamp

    /// A mark.
    public init(type: String, id: ObjectID, time: Timestamp) {
        self.type = type
        self.id = id
        self.time = time
    }
}

/// A source whose objects are told to a user.
public struct SourceSubscription: Sendable, Hashable {
    /// The source.
    public var name: String
    /// Since when.
    public var time: Timestamp

    /// A subscription.
    public init(name: String, time: Timestamp) {
        self.name = name
        self.time = time
    }
}

/// What happened to an object that somebody watches.
public enum NoticeKind: Int64, Sendable, Hashable {
    case created = 1
    case changed = 2
    case commented = 3
}

/// A notification (crits-web.md 7.9). Whether its reader may still see the object is for the one who shows it to find out.
public struct Notice: Sendable, Hashable {
    /// Ascends with time.
    public var number: Int64
    /// When.
    public var time: Timestamp
    /// What happened.
    public var kind: NoticeKind
    /// Type name of the object.
    public var type: String
    /// Its id.
    public var id: ObjectID
    /// Who did it.
    public var analyst: String
    /// Names of the changed attributes; empty where there are none.
    public var text: String
    /// Whether the user has seen it.
    public var isRead: Bool

    /// A notification.
    public init(
        number: Int64, time: Timestamp, kind: NoticeKind, type: String, id: ObjectID, analyst: String, text: String, isRead: Bool
    ) {
        self.number = number
        self.time = time
        self.kind = kind
        self.type = type
        self.id = id
        self.analyst = analyst
        self.text = text
        self.isRead = isRead
    }
}

/// What users keep about objects for themselves: favourites, subscriptions, notifications.
///
/// Changes of objects write notifications in their own transaction (``ObjectTransaction/notify(_:)``), and a deleted object takes
/// its marks and notifications with it.
public protocol PersonalStore: Sendable {
    /// The marked objects of a user, the newest mark first.
    func marks(_ kind: MarkKind, of user: String, limit: Int) async throws(StorageError) -> [ObjectMark]
    /// Marks an object, or takes the mark off; what is so already stays as it is.
    func setMark(_ kind: MarkKind, _ mark: ObjectMark, of user: String, isOn: Bool) async throws(StorageError)

    /// The sources that a user has subscribed to, by name.
    func sourceSubscriptions(of user: String) async throws(StorageError) -> [SourceSubscription]
    /// Subscribes to a source, or ends that.
    func setSubscription(_ subscription: SourceSubscription, of user: String, isOn: Bool) async throws(StorageError)

    /// Notifications of a user, the newest first; those before a number only, where it is given.
    func notices(of user: String, before number: Int64?, limit: Int) async throws(StorageError) -> [Notice]
    /// Notes that a user has seen everything up to a number.
    func markNoticesRead(of user: String, upTo number: Int64) async throws(StorageError)
    /// Removes one notification of a user, or all up to a number.
    func removeNotices(of user: String, _ removal: NoticeRemoval) async throws(StorageError)
    /// Keeps the newest notifications of each user, so that those of users who never look do not pile up; gives how many went.
    func trimNotices(keeping count: Int) async throws(StorageError) -> Int
}

/// Which notifications to remove.
public enum NoticeRemoval: Sendable, Hashable {
    case one(Int64)
    case upTo(Int64)
}
