internal import Documents
internal import Model

/// Alerts of Snort and Suricata (normalization.md 4.14).
enum IntrusionAlerts {
    static func snort(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        try alert(input, honeypot: "snort", texts: ["header", "signature"], integers: ["classification", "priority"])
    }

    static func suricata(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        try alert(input, honeypot: "suricata", texts: ["action", "signature"], integers: ["signature_id", "signature_rev"])
    }

    private static func alert(
        _ input: NormalizerInput, honeypot: String, texts: [StaticString], integers: [StaticString]
    ) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try object.text("source_ip")) else { return [] }
        var writer = JSONWriter(capacity: 256)
        writer.name("sensor")
        writer.string(try object.text("sensor"))
        writer.name(text: honeypot)
        writer.beginObject()
        for name in texts {
            writer.name(name)
            writer.string(try object.text(name))
        }
        for name in integers {
            let value = try object.required(name)
            guard value.kind == .integer else { throw .notInteger(name.description) }
            writer.name(name)
            writer.value(value)
        }
        writer.endObject()
        return [
            .session(
                Session(
                    timestamp: input.received, honeypot: honeypot, protocol: try object.text("proto"), sourceIP: source,
                    sourcePort: try object.optionalPort("source_port"),
                    destinationIP: IPLiteral.unwrapped(try object.text("destination_ip")),
                    destinationPort: try object.optionalPort("destination_port"), details: writer.bytes))
        ]
    }
}
