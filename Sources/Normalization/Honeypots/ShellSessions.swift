internal import Documents
internal import Model

/// Kippo and Cowrie: one message for each closed session of a terminal honeypot (normalization.md 4.4, 4.5).
enum ShellSessions {
    /// The members that the mappings read.
    enum Field: Int, JSONField {
        case peerIP, peerPort, hostPort, version, credentials, loggedin, ttylog, `protocol`, commands, unknownCommands, urls, hashes
        case hostIP
    }

    private static let table = JSONFieldTable<Field>()

    static func kippo(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let fields = table.fields(of: try input.object())
        guard let source = input.source(try fields.text(.peerIP)) else { return [] }
        var writer = JSONWriter(capacity: 384)
        try writeAttempts(try fields.required(.credentials), accepted: nil, to: &writer)
        try write(fields, logDescription: "Kippo session log (ttylog).", to: &writer)
        return [.session(try session(fields, input, source: source, honeypot: "kippo", protocol: "ssh", details: writer.bytes))]
    }

    static func cowrie(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let fields = table.fields(of: try input.object())
        guard let source = input.source(try fields.text(.peerIP)) else { return [] }
        let name = try fields.optionalText(.protocol) ?? "ssh"
        var writer = JSONWriter(capacity: 384)
        try writeAttempts(fields.optional(.credentials), accepted: try acceptedPair(of: fields), to: &writer)
        try write(fields, logDescription: "Cowrie session log (ttylog).", to: &writer)
        return [.session(try session(fields, input, source: source, honeypot: "cowrie", protocol: name, details: writer.bytes))]
    }

    private static func session(
        _ fields: JSONFields<Field>, _ input: NormalizerInput, source: String, honeypot: String, protocol: String, details: [UInt8]
    ) throws(NormalizationError) -> Session {
        Session(
            timestamp: input.received, honeypot: honeypot, protocol: `protocol`, sourceIP: source,
            sourcePort: try fields.port(.peerPort), destinationPort: try fields.port(.hostPort), details: details,
            activities: activities(fields))
    }

    /// `loggedin` where it holds a login and a password; null and lists of another length are none.
    private static func acceptedPair(of fields: JSONFields<Field>) throws(NormalizationError) -> JSONView? {
        guard let value = fields.optional(.loggedin) else { return nil }
        guard value.kind == .array else { throw .notCredentials("loggedin") }
        return value.pair == nil ? nil : value
    }

    private static func writeAttempts(
        _ credentials: JSONView?, accepted: JSONView?, to writer: inout JSONWriter
    ) throws(NormalizationError) {
        var isEmpty = accepted == nil
        if let credentials {
            guard credentials.kind == .array else { throw .notArray("credentials") }
            if !credentials.isEmpty { isEmpty = false }
        }
        guard !isEmpty else { return }
        writer.name("auth_attempts")
        writer.beginArray()
        if let credentials { try Credentials.write(all: credentials, field: "credentials", to: &writer) }
        if let accepted { try Credentials.write(accepted, field: "loggedin", to: &writer) }
        writer.endArray()
    }

    /// Writes what the client called itself and the recording of the terminal.
    private static func write(
        _ fields: JSONFields<Field>, logDescription: String, to writer: inout JSONWriter
    ) throws(NormalizationError) {
        guard let version = fields[.version] else { throw .missing("version") }
        if !version.isNull {
            guard version.kind == .string else { throw .notText("version") }
            writer.name("session_ssh")
            writer.beginObject()
            writer.member("version", version)
            writer.endObject()
        }
        guard let log = fields.optional(.ttylog) else { return }
        guard log.kind == .string else { throw .notText("ttylog") }
        writer.name("attachments")
        writer.beginArray()
        writer.beginObject()
        writer.name("description")
        writer.string(logDescription)
        writer.member("data", log)
        writer.endObject()
        writer.endArray()
    }

    private static func activities(_ fields: JSONFields<Field>) -> [SessionActivity] {
        var activities = Activities(hiding: fields[.hostIP]?.string)
        activities.append(.command, fields[.commands])
        activities.append(.unknownCommand, fields[.unknownCommands])
        activities.append(.url, fields[.urls])
        activities.appendHashes(fields[.hashes])
        if let log = fields[.ttylog], log.kind == .string { activities.appendTerminalLog(hexadecimal: log) }
        return activities.list
    }
}
