/// What an operator may choose about normalisation.
public struct NormalizationOptions: Sendable, Hashable {
    /// Whether attacks from private networks give sessions; without it such a message gives nothing (ruling 6).
    public var keepPrivateSources: Bool
    /// Whether channels without a table are searched for an attacker's address (ruling 38).
    public var guessUnknownChannels: Bool

    /// Options, by default the most generous.
    public init(keepPrivateSources: Bool = true, guessUnknownChannels: Bool = true) {
        self.keepPrivateSources = keepPrivateSources
        self.guessUnknownChannels = guessUnknownChannels
    }
}
