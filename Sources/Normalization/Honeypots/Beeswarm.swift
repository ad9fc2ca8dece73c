internal import Documents
internal import Model

/// Sessions of a Beeswarm hive (normalization.md 4.10).
enum Beeswarm {
    static func session(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try object.text("attacker_ip")) else { return [] }
        guard let timestamp = SensorTime.parse(try object.text("timestamp"), separator: "T", fraction: true) else {
            throw .notTime("timestamp")
        }
        let attempts = try object.required("login_attempts")
        guard attempts.kind == .array else { throw .notArray("login_attempts") }
        var writer = JSONWriter(capacity: 128)
        writer.name("auth_attempts")
        writer.beginArray()
        for attempt in attempts.elements {
            guard attempt.kind == .object else { throw .notCredentials("login_attempts") }
            writer.beginObject()
            writer.name("login")
            writer.string(try attempt.text("username"))
            writer.name("password")
            writer.string(try attempt.text("password"))
            writer.endObject()
        }
        writer.endArray()
        return [
            .session(
                Session(
                    timestamp: timestamp, honeypot: "beeswarm.hive", protocol: try object.text("protocol"), sourceIP: source,
                    sourcePort: try object.port("attacker_source_port"),
                    destinationIP: try object.optionalText("honey_ip").map(IPLiteral.unwrapped),
                    destinationPort: try object.port("honey_port"), details: writer.bytes))
        ]
    }
}
