internal import Documents
internal import Model

/// Requests seen by Glastopf, in the format with `request` and the later one with `request_raw` (normalization.md 4.6).
enum GlastopfEvents {
    static func event(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let (address, port) = try object.required("source").endpoint else { throw .notEndpoint("source") }
        guard let source = input.source(try address.text(as: "source")) else { return [] }
        guard let timestamp = SensorTime.parse(try object.text("time"), separator: " ", fraction: false) else {
            throw .notTime("time")
        }
        var writer = JSONWriter(capacity: 512)
        writer.name("session_http")
        writer.beginObject()
        writer.name("request")
        writer.beginObject()
        let dorkURL: String
        if let request = object.optional("request") {
            dorkURL = try writeParsed(request, to: &writer)
        } else {
            try writeRaw(try object.text("request_raw"), to: &writer)
            dorkURL = try object.text("request_url")
        }
        writer.endObject()
        writer.endObject()
        let session = Session(
            timestamp: timestamp, honeypot: "glastopf", protocol: "http", sourceIP: source,
            sourcePort: try port.port(as: "source"), destinationPort: 80, details: writer.bytes)
        guard let content = Dork.content(ofURL: dorkURL) else { return [.session(session)] }
        return [.session(session), .dork(ObservedDork(content: content, type: "inurl", timestamp: input.received))]
    }

    /// The old format; gives the url whose path may be a dork.
    private static func writeParsed(_ request: JSONView, to writer: inout JSONWriter) throws(NormalizationError) -> String {
        guard request.kind == .object else { throw .notObject("request") }
        let header = try request.required("header")
        guard header.kind == .object else { throw .notObject("header") }
        var headerText = JSONWriter()
        headerText.value(header)
        writer.name("header")
        writer.string(utf8: headerText.bytes)
        if let body = try request.optionalText("body") {
            writer.name("body")
            writer.string(body)
        }
        writer.name("verb")
        writer.string(try request.text("method"))
        var url = try request.text("url")
        if let host = try header.optionalText("Host") {
            writer.name("host")
            writer.string(host)
            if !url.utf8.starts(with: "http".utf8) { url = "http://" + host + url }
        }
        writer.name("url")
        writer.string(url)
        return url
    }

    private static func writeRaw(_ text: String, to writer: inout JSONWriter) throws(NormalizationError) {
        guard let request = RawHTTPRequest(text) else { throw NormalizationError("request_raw: not an HTTP request") }
        writer.name("verb")
        writer.string(request.method)
        writer.name("path")
        writer.string(request.target)
        if let host = request.headers.first(where: { $0.name == "host" }) {
            writer.name("host")
            writer.string(host.value)
        }
        writer.name("header")
        writer.beginArray()
        for header in request.headers {
            writer.beginArray()
            writer.string(header.name)
            writer.string(header.value)
            writer.endArray()
        }
        writer.endArray()
        writer.name("body")
        writer.string(request.body)
    }
}

/// Files that Glastopf was told to include: `<md5> <base64>` (normalization.md 4.7).
enum GlastopfFiles {
    static func file(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let payload = input.message.payload
        guard let blank = payload.firstIndex(of: 0x20) else { throw NormalizationError("payload: no space after the hash") }
        guard let content = Base64Text.decode(payload[(blank + 1)...]) else { throw NormalizationError("payload: not base64") }
        return [.file(ObservedFile(guessing: content))]
    }
}
