public import Model

/// Turns raw messages into documents: a pure function of message and options (normalization.md 2.3).
public struct Normalizer: Sendable {
    /// The operator's choices.
    public let options: NormalizationOptions

    /// A normalizer.
    public init(options: NormalizationOptions = NormalizationOptions()) {
        self.options = options
    }

    /// The documents of one message. None is a success; throws where the message can't be understood.
    public func normalize(_ message: ReceivedMessage) throws(NormalizationError) -> [Observation] {
        let input = NormalizerInput(message: message, options: options)
        let observations: [Observation]
        if let entry = ChannelRegistry.entry(named: message.channel) {
            observations = try entry.normalize(input)
        } else {
            observations = try UnlistedChannel.normalize(input)
        }
        guard observations.count > RecordKey.positionsPerMessage else { return observations }
        let sessions = observations.reduce(into: 0) { count, observation in
            if case .session = observation { count += 1 }
        }
        guard sessions <= RecordKey.positionsPerMessage else {
            throw .tooManySessions(sessions, limit: RecordKey.positionsPerMessage)
        }
        return observations
    }
}
