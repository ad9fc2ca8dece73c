internal import Documents
internal import Model

/// Conpot's events of industrial protocols (normalization.md 4.11).
enum Conpot {
    static func event(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let (address, port) = try object.required("remote").endpoint else { throw .notEndpoint("remote") }
        guard let source = input.source(try address.text(as: "remote")) else { return [] }
        let type = try object.text("data_type")
        guard let data = object["data"] else { throw .missing("data") }
        var writer = JSONWriter(capacity: data.rawBytes.count + 64)
        writer.name(text: "session_" + type)
        writer.beginObject()
        writer.name("pdus")
        writer.value(data)
        writer.endObject()
        return [
            .session(
                Session(
                    timestamp: input.received, honeypot: "conpot", protocol: type, sourceIP: source,
                    sourcePort: try port.port(as: "remote"), destinationPort: 502, details: writer.bytes))
        ]
    }
}
