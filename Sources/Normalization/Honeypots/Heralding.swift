internal import Documents
internal import Model

/// Heralding, which collects credentials: a session when it has ended, with all its attempts (normalization.md 4.15).
enum Heralding {
    static func session(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard object["session_ended"]?.bool == true else { return [] }
        return try GuessedSession(honeypot: "heralding").sessions(of: object, input, orThrow: .missing("source_ip"))
    }

    /// Single attempts give nothing; they come again in their session.
    static func attempt(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        _ = try input.object()
        return []
    }
}
