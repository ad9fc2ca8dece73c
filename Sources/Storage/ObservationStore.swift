public import Documents
public import Model

/// Which raw messages to read; all conditions hold together.
public struct MessageFilter: Sendable {
    /// The one document with that id.
    public var id: ObjectID?
    /// The exact name.
    public var channel: String?
    /// Received at or after.
    public var from: Timestamp?
    /// Received before.
    public var to: Timestamp?
    /// Only messages in error.
    public var inError: Bool

    /// A filter.
    public init(
        id: ObjectID? = nil, channel: String? = nil, from: Timestamp? = nil, to: Timestamp? = nil, inError: Bool = false
    ) {
        self.id = id
        self.channel = channel
        self.from = from
        self.to = to
        self.inError = inError
    }
}

/// Which sessions to read; all conditions hold together. Equality, `honeypot` without regard to letter case.
public struct SessionFilter: Sendable {
    /// The one document with that id.
    public var id: ObjectID?
    /// Such as `ssh`.
    public var `protocol`: String?
    /// Compared without regard to letter case.
    public var honeypot: String?
    /// The attacker's address.
    public var sourceIP: String?
    /// The attacker's port; one outside of 0 to 65535 matches nothing.
    public var sourcePort: Int64?
    /// The honeypot's address.
    public var destinationIP: String?
    /// The honeypot's port.
    public var destinationPort: Int64?
    /// The publisher of the message.
    public var ident: String?
    /// A url or hash among the activities.
    public var activity: SessionActivity?
    /// `timestamp` at or after (ruling 59).
    public var from: Timestamp?
    /// `timestamp` before.
    public var to: Timestamp?

    /// A filter that lets everything through.
    public init() {}
}

/// Order of a list by receipt.
public enum ReceiptOrder: Sendable {
    case oldestFirst
    case newestFirst
}

/// Which urls to read.
public struct URLFilter: Sendable {
    /// The one document with that id.
    public var id: ObjectID?
    /// Found anywhere in the url.
    public var pattern: Pattern?
    /// MD5, SHA-1 or SHA-512 of an extraction, by its length 32, 40 or 128; lower case.
    public var hash: String?
    /// At least one message that named it was received at or after.
    public var from: Timestamp?
    /// At least one message that named it was received before.
    public var to: Timestamp?

    /// A filter.
    public init(
        id: ObjectID? = nil, pattern: Pattern? = nil, hash: String? = nil, from: Timestamp? = nil, to: Timestamp? = nil
    ) {
        self.id = id
        self.pattern = pattern
        self.hash = hash
        self.from = from
        self.to = to
    }
}

/// Which dorks to read, and in what order.
public struct DorkFilter: Sendable {
    /// Fields to sort by.
    public enum Field: String, Sendable, CaseIterable {
        case count, content, type, lasttime, firsttime
    }

    /// Found anywhere in the content.
    public var pattern: Pattern?
    /// Such as `inurl`.
    public var type: String?
    /// What the list is ordered by.
    public var sortBy: Field
    /// Smallest first.
    public var ascending: Bool

    /// A filter; ties are in ascending order of id either way.
    public init(pattern: Pattern? = nil, type: String? = nil, sortBy: Field = .count, ascending: Bool = false) {
        self.pattern = pattern
        self.type = type
        self.sortBy = sortBy
        self.ascending = ascending
    }
}

/// What every engine promises for observations.
///
/// Calls do not block the caller's thread for longer than a point read. A pattern that goes past its limits, or a scan
/// past its time, ends in ``StorageError/Code-swift.enum/tooExpensive``.
public protocol ObservationStore: Sendable {
    /// The node whose keys this process makes.
    var identity: NodeIdentity { get }

    /// The highest key of this node in the store, nil when it has none.
    func lastKey() async throws(StorageError) -> RecordKey?
    /// The number of the last committed batch of this node, 0 when there was none.
    func lastBatchSequence() async throws(StorageError) -> Int64
    /// Commits a batch as one transaction; returns after it is durable.
    func append(_ batch: IngestBatch) async throws(StorageError) -> IngestResult
    /// Replaces what was derived from stored messages, in one transaction (design decision 10). Raw bytes, ids and counts
    /// of messages stay.
    func replaceDerived(_ messages: [NormalizedMessage]) async throws(StorageError)

    /// Raw messages by time of receipt.
    func messages(_ filter: MessageFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredMessage>
    /// Sessions by receipt of their messages.
    func sessions(_ filter: SessionFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredSession>
    /// What was done in a session, in order.
    func activities(of session: RecordKey) async throws(StorageError) -> [SessionActivity]
    /// Urls by receipt of the first message that named them.
    func urls(_ filter: URLFilter, page: Page) async throws(StorageError) -> Slice<StoredURL>
    /// Files of a hash (32, 40, 64 or 128 lower-case digits), by receipt of the first message that carried them.
    func files(hash: String, includingContent: Bool, page: Page) async throws(StorageError) -> Slice<StoredFile>
    /// Dorks in the order of the filter.
    func dorks(_ filter: DorkFilter, page: Page) async throws(StorageError) -> Slice<StoredDork>
    /// What is known of an address.
    func metadata(ip: String) async throws(StorageError) -> [AttackerMetadata]

    /// Counts by channel and day in the order in which the records were made; nil means all.
    func dailyStatistics(channel: String?, day: Int?) async throws(StorageError) -> [DailyStatistics]
    /// Messages ever received by channel, dots turned into underscores, by name.
    func totals() async throws(StorageError) -> [ValueCount]
    /// Messages of a day by ident or channel name (normalization.md 1.6); nil when there were none.
    func eventCount(identifier: String, day: Int) async throws(StorageError) -> Int?
    /// Sessions by protocol, most first.
    func sessionProtocols() async throws(StorageError) -> [ValueCount]
    /// Files by `content_guess`, most first.
    func fileTypes() async throws(StorageError) -> [ValueCount]
    /// When idents were last heard.
    func sensorActivity() async throws(StorageError) -> [SensorActivity]
    /// How much there is.
    func status() async throws(StorageError) -> StoreStatus
}
