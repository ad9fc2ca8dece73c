internal import Documents
internal import Model

/// A session whose fields are found by the names of the payload's members; what is in no field stands under
/// `session_<honeypot>` (normalization.md 4.15).
struct GuessedSession {
    let honeypot: String
    /// Marks the document as guessed.
    var isGuessed = false
    /// The protocol where the payload names none.
    var usualProtocol: String?

    /// One session, or none where the source is private and not kept. Throws `missing` where there is no source.
    func sessions(
        of object: JSONView, _ input: NormalizerInput, orThrow missing: NormalizationError
    ) throws(NormalizationError) -> [Observation] {
        let fields = GuessedFields(object)
        guard let address = fields.sourceIP else { throw missing }
        guard let source = input.source(address) else { return [] }
        return [.session(session(fields, input, source: source, protocol: fields.protocol ?? usualProtocol))]
    }

    /// The session of fields that were found.
    /// - Parameter override: A member of the object that is shown with these members instead of its own.
    func session(
        _ fields: GuessedFields, _ input: NormalizerInput, source: String, protocol: String?,
        overriding override: (position: Int, members: [AddressEraser.Member])? = nil
    ) -> Session {
        var writer = JSONWriter(capacity: 512)
        if !fields.attempts.isEmpty {
            writer.name("auth_attempts")
            writer.beginArray()
            for attempt in fields.attempts {
                Credentials.write(login: attempt.login, password: attempt.password, to: &writer)
            }
            writer.endArray()
        }
        writer.name(text: "session_" + honeypot)
        writer.beginObject()
        AddressEraser(fields.destination).write(fields.members, leavingOut: fields.taken, overriding: override, to: &writer)
        writer.endObject()
        if isGuessed {
            writer.name("guessed")
            writer.bool(true)
        }
        return Session(
            timestamp: input.received, honeypot: honeypot, protocol: `protocol`, sourceIP: source,
            sourcePort: fields.sourcePort, destinationIP: fields.destinationIP, destinationPort: fields.destinationPort,
            details: writer.bytes, activities: GuessedSession.activities(fields))
    }

    /// Commands, urls and hashes under the names that Cowrie gave them, which others took over.
    private static func activities(_ fields: GuessedFields) -> [SessionActivity] {
        var activities = Activities(hiding: fields.destination)
        for (position, member) in fields.members.enumerated() where !fields.taken.contains(position) {
            switch member.name.string {
            case "commands", "command": activities.append(.command, member.value)
            case "unknownCommands": activities.append(.unknownCommand, member.value)
            case "urls": activities.append(.url, member.value)
            case "hashes", "shasum": activities.appendHashes(member.value)
            default: break
            }
        }
        return activities.list
    }
}
