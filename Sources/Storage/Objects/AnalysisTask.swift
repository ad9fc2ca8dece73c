public import Documents

/// A run of a service that waits for its turn or goes on: a row of the queue (crits-resources-2.md 9.6).
public struct AnalysisTask: Sendable, Equatable {
    /// What comes first.
    public enum Priority: Int64, Sendable, Comparable {
        /// Someone asked for it.
        case interactive = 0
        /// It follows an upload.
        case triage = 1

        /// What comes first is the smaller.
        public static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
    }

    /// Of the analysis result that it fills; within a priority the older id comes first.
    public var id: ObjectID
    /// Name of the service.
    public var service: String
    /// Whether a worker outside of the server runs it.
    public var isDistributed: Bool
    /// What comes first.
    public var priority: Priority
    /// How many services stand between an upload and the object: one that a service found has 1.
    public var depth: Int
    /// How often it was begun.
    public var attempts: Int
    /// Who runs it; nil while nobody does. Past ``due`` the claimant counts as lost.
    public var claimant: String?
    /// When it may be begun: the earliest time while nobody runs it, the end of the claim while someone does.
    public var due: Timestamp

    /// A task that may begin at once.
    public init(
        id: ObjectID, service: String, isDistributed: Bool = false, priority: Priority, depth: Int = 0, attempts: Int = 0,
        claimant: String? = nil, due: Timestamp
    ) {
        self.id = id
        self.service = service
        self.isDistributed = isDistributed
        self.priority = priority
        self.depth = depth
        self.attempts = attempts
        self.claimant = claimant
        self.due = due
    }
}

/// How long the queue of a service is.
public struct AnalysisQueueLength: Sendable, Equatable {
    /// Name of the service.
    public var service: String
    /// Tasks that nobody runs.
    public var waiting: Int
    /// Tasks that someone runs.
    public var running: Int

    /// A length.
    public init(service: String, waiting: Int, running: Int) {
        self.service = service
        self.waiting = waiting
        self.running = running
    }
}
