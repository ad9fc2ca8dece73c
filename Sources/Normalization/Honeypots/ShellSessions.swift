internal import Documents
internal import Model

/// Kippo and Cowrie: one message for each closed session of a terminal honeypot (normalization.md 4.4, 4.5).
enum ShellSessions {
    static func kippo(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try object.text("peerIP")) else { return [] }
        var writer = JSONWriter(capacity: 384)
        try writeAttempts(try object.required("credentials"), accepted: nil, to: &writer)
        try write(object, logDescription: "Kippo session log (ttylog).", to: &writer)
        return [.session(try session(object, input, source: source, honeypot: "kippo", protocol: "ssh", details: writer.bytes))]
    }

    static func cowrie(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try object.text("peerIP")) else { return [] }
        let name = try object.optionalText("protocol") ?? "ssh"
        var writer = JSONWriter(capacity: 384)
        try writeAttempts(object.optional("credentials"), accepted: try acceptedPair(of: object), to: &writer)
        try write(object, logDescription: "Cowrie session log (ttylog).", to: &writer)
        return [.session(try session(object, input, source: source, honeypot: "cowrie", protocol: name, details: writer.bytes))]
    }

    private static func session(
        _ object: JSONView, _ input: NormalizerInput, source: String, honeypot: String, protocol: String, details: [UInt8]
    ) throws(NormalizationError) -> Session {
        Session(
            timestamp: input.received, honeypot: honeypot, protocol: `protocol`, sourceIP: source,
            sourcePort: try object.port("peerPort"), destinationPort: try object.port("hostPort"), details: details,
            activities: activities(object))
    }

    /// `loggedin` where it holds a login and a password; null and lists of another length are none.
    private static func acceptedPair(of object: JSONView) throws(NormalizationError) -> JSONView? {
        guard let value = object.optional("loggedin") else { return nil }
        guard value.kind == .array else { throw .notCredentials("loggedin") }
        return value.pair == nil ? nil : value
    }

    private static func writeAttempts(
        _ credentials: JSONView?, accepted: JSONView?, to writer: inout JSONWriter
    ) throws(NormalizationError) {
        var isEmpty = accepted == nil
        if let credentials {
            guard credentials.kind == .array else { throw .notArray("credentials") }
            var elements = credentials.elements
            if elements.next() != nil { isEmpty = false }
        }
        guard !isEmpty else { return }
        writer.name("auth_attempts")
        writer.beginArray()
        if let credentials {
            for attempt in credentials.elements { try Credentials.write(attempt, field: "credentials", to: &writer) }
        }
        if let accepted { try Credentials.write(accepted, field: "loggedin", to: &writer) }
        writer.endArray()
    }

    /// Writes what the client called itself and the recording of the terminal.
    private static func write(
        _ object: JSONView, logDescription: String, to writer: inout JSONWriter
    ) throws(NormalizationError) {
        guard let version = object["version"] else { throw .missing("version") }
        if !version.isNull {
            guard version.kind == .string else { throw .notText("version") }
            writer.name("session_ssh")
            writer.beginObject()
            writer.name("version")
            writer.value(version)
            writer.endObject()
        }
        guard let log = object.optional("ttylog") else { return }
        guard log.kind == .string else { throw .notText("ttylog") }
        writer.name("attachments")
        writer.beginArray()
        writer.beginObject()
        writer.name("description")
        writer.string(logDescription)
        writer.name("data")
        writer.value(log)
        writer.endObject()
        writer.endArray()
    }

    private static func activities(_ object: JSONView) -> [SessionActivity] {
        var activities = Activities()
        activities.append(.command, object["commands"])
        activities.append(.unknownCommand, object["unknownCommands"])
        activities.append(.url, object["urls"])
        activities.appendHashes(object["hashes"])
        if let log = object["ttylog"], log.kind == .string { activities.appendTerminalLog(hexadecimal: log) }
        return activities.list
    }
}
