internal import Documents
internal import Model

/// Channels without a table: known payloads on any channel, else a guess (normalization.md 4.15, ruling 38).
enum UnlistedChannel {
    static func normalize(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        try normalize(input, guesses: input.options.guessUnknownChannels)
    }

    /// A channel that is known to send what the guess understands.
    static func known(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        try normalize(input, guesses: true)
    }

    private static func normalize(_ input: NormalizerInput, guesses: Bool) throws(NormalizationError) -> [Observation] {
        guard let text = try? JSONText(input.message.payload), text.root.kind == .object else { throw .noNormalizer }
        let object = text.root
        if OpenCanary.isEvent(object) { return try OpenCanary.event(object, input) }
        if Ewsposter.isAlert(object) { return try Ewsposter.alerts(object, input) }
        guard guesses else { throw .noNormalizer }
        return try GuessedSession(honeypot: honeypot(of: input.message.channel), isGuessed: true)
            .sessions(of: object, input, orThrow: .noNormalizer)
    }

    /// The channel up to its first dot.
    private static func honeypot(of channel: String) -> String {
        String(Substring(channel.utf8.prefix { $0 != UInt8(ascii: ".") }))
    }
}
