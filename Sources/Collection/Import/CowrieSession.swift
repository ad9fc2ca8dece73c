import Documents

/// One session of a Cowrie log, in the form in which Cowrie's hpfeeds output sends it when the session closes.
struct CowrieSession {
    /// More text than any honest session has; what comes after is left out.
    static let maximumBytes = 1 << 20

    let id: String
    let sensor: String?
    private let startTime: [UInt8]
    private let connect: [(name: StaticString, value: [UInt8])]
    private let protocolName: [UInt8]
    private var accepted: [UInt8]?
    private var refused: [[UInt8]] = []
    private var commands: [[UInt8]] = []
    private var unknownCommands: [[UInt8]] = []
    private var urls: [[UInt8]] = []
    private var hashes: [[UInt8]] = []
    private var version: [UInt8]?
    private var bytes = 0
    /// Time of its latest event.
    private(set) var last: Timestamp

    /// A session that begins with `cowrie.session.connect`; nil when that event lacks something.
    init?(_ event: JSONView, id: String, at time: Timestamp) {
        self.id = id
        sensor = event["sensor"]?.string
        last = time
        guard let start = event["timestamp"], let peer = event["src_ip"], let peerPort = event["src_port"], let host = event["dst_ip"],
            let hostPort = event["dst_port"]
        else { return nil }
        startTime = Array(start.rawJSON)
        connect = [
            ("peerIP", peer.rawJSON), ("peerPort", peerPort.rawJSON), ("hostIP", host.rawJSON), ("hostPort", hostPort.rawJSON),
        ]
        protocolName = event["protocol"]?.rawJSON ?? Array(#""ssh""#.utf8)
    }

    /// What identifies the session among all of its sensor.
    var identity: [UInt8] { Array(id.utf8) + [0] + startTime }

    /// Takes an event in, by its name.
    mutating func add(_ event: JSONView, named name: String, at time: Timestamp) {
        last = max(last, time)
        switch name {
        case "cowrie.login.success": if let pair = pair(event) { accepted = pair }
        case "cowrie.login.failed": append(pair(event), to: \.refused)
        case "cowrie.command.input": append(event["input"]?.rawJSON, to: \.commands)
        case "cowrie.command.failed": append(event["input"]?.rawJSON, to: \.unknownCommands)
        case "cowrie.session.file_download":
            append(event["url"]?.rawJSON, to: \.urls)
            appendHash(event)
        case "cowrie.session.file_upload": appendHash(event)
        case "cowrie.client.version": version = event["version"]?.rawJSON
        default: break
        }
    }

    private mutating func append(_ value: [UInt8]?, to list: WritableKeyPath<CowrieSession, [[UInt8]]>) {
        guard let value, bytes < CowrieSession.maximumBytes else { return }
        bytes += value.count
        self[keyPath: list].append(value)
    }

    private mutating func appendHash(_ event: JSONView) {
        guard let hash = event["shasum"]?.rawJSON, !hashes.contains(hash) else { return }
        append(hash, to: \.hashes)
    }

    /// `["login", "password"]`.
    private func pair(_ event: JSONView) -> [UInt8]? {
        guard let login = event["username"], let password = event["password"] else { return nil }
        var writer = JSONWriter()
        writer.beginArray()
        writer.value(login)
        writer.value(password)
        writer.endArray()
        return writer.bytes
    }

    /// The payload on `cowrie.sessions`. The recording of the terminal lies in a file of its own, so `ttylog` is null.
    func payload(end: Timestamp?) -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.name("session")
        writer.string(id)
        writer.name("startTime")
        writer.raw(startTime)
        writer.name("endTime")
        if let end { writer.timestamp(end) } else { writer.string("") }
        for (name, value) in connect {
            writer.name(name)
            writer.raw(value)
        }
        writer.name("loggedin")
        if let accepted { writer.raw(accepted) } else { writer.null() }
        for (name, values) in [
            ("credentials", refused), ("commands", commands), ("unknownCommands", unknownCommands), ("urls", urls),
        ] as [(StaticString, [[UInt8]])] {
            CowrieSession.write(values, as: name, to: &writer)
        }
        writer.name("version")
        if let version { writer.raw(version) } else { writer.null() }
        writer.name("ttylog")
        writer.null()
        CowrieSession.write(hashes, as: "hashes", to: &writer)
        writer.name("protocol")
        writer.raw(protocolName)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ values: [[UInt8]], as name: StaticString, to writer: inout JSONWriter) {
        writer.name(name)
        writer.beginArray()
        for value in values { writer.raw(value) }
        writer.endArray()
    }
}

extension JSONView {
    /// The value as JSON text.
    fileprivate var rawJSON: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
