public import Documents
public import Model

/// A message and what its normaliser made of it.
public struct NormalizedMessage: Sendable {
    /// What the normaliser said.
    public enum Outcome: Sendable {
        /// Documents, none at all included.
        case normalized([Observation])
        /// A short reason and when it was found.
        case failed(String, at: Timestamp)
    }

    /// Position 0; unique, ascending within a batch. Of an imported message (one with a digest) only second and node
    /// count: the engine gives it the next free counter of that second on that node.
    public var key: RecordKey
    /// What was received.
    public var message: ReceivedMessage
    /// What the normaliser said.
    public var outcome: Outcome
    /// SHA-256 of the identity of an imported line (ruling 32): a message whose digest is stored already is skipped.
    public var importDigest: [UInt8]?
    /// The id that an imported record had elsewhere and keeps.
    public var foreignID: ObjectID?

    /// A message with its outcome.
    public init(
        key: RecordKey, message: ReceivedMessage, outcome: Outcome, importDigest: [UInt8]? = nil, foreignID: ObjectID? = nil
    ) {
        self.key = key
        self.message = message
        self.outcome = outcome
        self.importDigest = importDigest
        self.foreignID = foreignID
    }
}

/// What is committed at once: raw messages, everything derived from them and all counters (design decision 8).
public struct IngestBatch: Sendable {
    /// Number of the batch on its node, ascending; a number that is not above the last committed one was committed
    /// before and changes nothing, so that a replay is exactly once (design decision 12). Nil: not numbered.
    public var sequence: Int64?
    /// In ascending order of their keys.
    public var messages: [NormalizedMessage]

    /// A batch.
    public init(sequence: Int64? = nil, messages: [NormalizedMessage]) {
        self.sequence = sequence
        self.messages = messages
    }
}

/// What a commit did.
public struct IngestResult: Sendable, Equatable {
    /// Messages stored.
    public var stored: Int
    /// Messages that were there before.
    public var skipped: Int

    /// Counts of a commit.
    public init(stored: Int, skipped: Int) {
        self.stored = stored
        self.skipped = skipped
    }
}
