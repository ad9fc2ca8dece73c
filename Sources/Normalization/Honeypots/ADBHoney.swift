internal import Documents
internal import Model

/// ADBHoney as adbhoneypot forwards it: the connection of a session gives the session (normalization.md 4.15).
enum ADBHoney {
    static func event(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let event = object["eventid"]?.string, event.hasSuffix(".session.connect") else { return [] }
        return try GuessedSession(honeypot: "adbhoneypot", usualProtocol: "adb")
            .sessions(of: object, input, orThrow: .missing("src_ip"))
    }
}
