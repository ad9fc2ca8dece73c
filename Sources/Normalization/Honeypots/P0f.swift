internal import Documents
internal import Model

/// What p0f tells of an attacker's machine (normalization.md 4.13).
enum P0f {
    static func event(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try object.text("client_ip")) else { return [] }
        let session = Session(
            timestamp: input.received, honeypot: "p0f", protocol: "pcap", sourceIP: source,
            sourcePort: try object.port("client_port"), destinationIP: IPLiteral.unwrapped(try object.text("server_ip")),
            destinationPort: try object.port("server_port"))
        let metadata = AttackerMetadata(
            ip: source, honeypot: "p0f", timestamp: input.received, os: try known("os", in: object),
            app: try known("app", in: object), link: try known("link", in: object), uptime: try known("uptime", in: object))
        let isEmpty = metadata.os == nil && metadata.app == nil && metadata.link == nil && metadata.uptime == nil
        return isEmpty ? [.session(session)] : [.session(session), .metadata(metadata)]
    }

    /// A fact that p0f is sure of; it writes `???` for the others.
    private static func known(_ name: StaticString, in object: JSONView) throws(NormalizationError) -> String? {
        guard let text = try object.optionalText(name), text != "???" else { return nil }
        return text
    }
}
