public import Documents
public import Model

/// A raw message as it is stored.
public struct StoredMessage: Sendable {
    /// Its place in the order of receipt.
    public var key: RecordKey
    /// What clients call it.
    public var id: ObjectID
    /// What was received.
    public var message: ReceivedMessage
    /// Whether the normaliser understood it.
    public var isNormalized: Bool
    /// Only while the record is in error.
    public var lastError: String?
    /// When the error was found.
    public var lastErrorTime: Timestamp?

    /// A raw message.
    public init(
        key: RecordKey, id: ObjectID, message: ReceivedMessage, isNormalized: Bool, lastError: String?,
        lastErrorTime: Timestamp?
    ) {
        self.key = key
        self.id = id
        self.message = message
        self.isNormalized = isNormalized
        self.lastError = lastError
        self.lastErrorTime = lastErrorTime
    }
}

/// A session as it is stored. Its activities are read only with the single session.
public struct StoredSession: Sendable {
    /// Its place in the order of receipt.
    public var key: RecordKey
    /// What clients call it.
    public var id: ObjectID
    /// The raw message it was made from.
    public var messageID: ObjectID
    /// Publisher of that message.
    public var ident: String
    /// What was seen, without activities.
    public var session: Session

    /// A session.
    public init(key: RecordKey, id: ObjectID, messageID: ObjectID, ident: String, session: Session) {
        self.key = key
        self.id = id
        self.messageID = messageID
        self.ident = ident
        self.session = session
    }
}

/// A url as it is stored.
public struct StoredURL: Sendable {
    /// What clients call it.
    public var id: ObjectID
    /// The url as text.
    public var url: String
    /// In the order of receipt.
    public var extractions: [ObservedURL.Extraction]
    /// Raw messages that named it, in the order of receipt; of more than 1,000 the newest (ruling 60).
    public var messageIDs: [ObjectID]
    /// How many there are in all.
    public var messageCount: Int

    /// A url.
    public init(
        id: ObjectID, url: String, extractions: [ObservedURL.Extraction], messageIDs: [ObjectID], messageCount: Int
    ) {
        self.id = id
        self.url = url
        self.extractions = extractions
        self.messageIDs = messageIDs
        self.messageCount = messageCount
    }
}

/// A file as it is stored.
public struct StoredFile: Sendable {
    /// What clients call it.
    public var id: ObjectID
    /// Of the content.
    public var hashes: ContentHashes
    /// What kind of file it looks like, as the newest message says.
    public var contentGuess: String
    /// Bytes of the content.
    public var size: Int
    /// The content, when it was asked for.
    public var content: [UInt8]?
    /// Raw messages that carried it, in the order of receipt; of more than 1,000 the newest (ruling 60).
    public var messageIDs: [ObjectID]
    /// How many there are in all.
    public var messageCount: Int

    /// A file.
    public init(
        id: ObjectID, hashes: ContentHashes, contentGuess: String, size: Int, content: [UInt8]?, messageIDs: [ObjectID],
        messageCount: Int
    ) {
        self.id = id
        self.hashes = hashes
        self.contentGuess = contentGuess
        self.size = size
        self.content = content
        self.messageIDs = messageIDs
        self.messageCount = messageCount
    }
}

/// A dork as it is stored.
public struct StoredDork: Sendable {
    /// What clients call it.
    public var id: ObjectID
    /// The path.
    public var content: String
    /// Such as `inurl`.
    public var type: String
    /// How often.
    public var count: Int
    /// Time of the earliest event.
    public var first: Timestamp
    /// Time of the latest event.
    public var last: Timestamp

    /// A dork.
    public init(id: ObjectID, content: String, type: String, count: Int, first: Timestamp, last: Timestamp) {
        self.id = id
        self.content = content
        self.type = type
        self.count = count
        self.first = first
        self.last = last
    }
}

/// Messages of one channel on one UTC day, by hour.
public struct DailyStatistics: Sendable, Equatable {
    /// The exact name.
    public var channel: String
    /// `YYYYMMDD` as a number.
    public var day: Int
    /// 24 counts; 0 where nothing came.
    public var hourly: [Int]

    /// Counts of a day.
    public init(channel: String, day: Int, hourly: [Int]) {
        self.channel = channel
        self.day = day
        self.hourly = hourly
    }
}

/// How many documents share a value.
public struct ValueCount: Sendable, Equatable {
    /// Nil stands for documents without the field.
    public var value: String?
    /// How often.
    public var count: Int

    /// A value and its count.
    public init(value: String?, count: Int) {
        self.value = value
        self.count = count
    }
}

/// How much the store holds.
public struct StoreStatus: Sendable, Equatable {
    /// Name and version.
    public var engine: String
    /// Raw messages.
    public var messages: Int
    /// Sessions.
    public var sessions: Int
    /// Distinct urls.
    public var urls: Int
    /// Distinct files.
    public var files: Int
    /// Distinct dorks.
    public var dorks: Int
    /// Messages in error by channel.
    public var errors: [String: Int]
    /// Bytes on disk.
    public var size: Int64

    /// Counts of a store.
    public init(
        engine: String, messages: Int, sessions: Int, urls: Int, files: Int, dorks: Int, errors: [String: Int], size: Int64
    ) {
        self.engine = engine
        self.messages = messages
        self.sessions = sessions
        self.urls = urls
        self.files = files
        self.dorks = dorks
        self.errors = errors
        self.size = size
    }
}

/// When an ident was last heard, and how much it has sent.
public struct SensorActivity: Sendable, Equatable {
    /// The publisher.
    public var ident: String
    /// When its latest message was received.
    public var lastSeen: Timestamp
    /// Raw messages.
    public var messages: Int

    /// Activity of one ident.
    public init(ident: String, lastSeen: Timestamp, messages: Int) {
        self.ident = ident
        self.lastSeen = lastSeen
        self.messages = messages
    }
}
