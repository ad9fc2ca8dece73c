internal import Documents
internal import Model

/// The channels of the Modern Honey Network whose payload is flat: a table of where each field stands (normalization.md 4.12).
struct SimpleSession: Sendable {
    /// Where a field comes from.
    enum Rule<Value: Sendable>: Sendable {
        case constant(Value)
        /// The first of these members that is there.
        case member([StaticString])
    }

    let sourceIP: [StaticString]
    let sourcePort: Rule<UInt16>
    let destinationIP: [StaticString]
    let destinationPort: Rule<UInt16>
    let honeypot: Rule<String>
    /// Nil: by the destination port (3.3).
    let `protocol`: Rule<String>?
    /// Members whose texts are commands, urls and hashes of the session.
    var commands: [StaticString] = []
    var urls: [StaticString] = []
    var hashes: [StaticString] = []

    func session(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try text(sourceIP, in: object)) else { return [] }
        let destinationPort = try port(destinationPort, in: object)
        let destinationIP = try text(destinationIP, in: object)
        var activities = Activities(hiding: destinationIP)
        for name in commands { activities.append(.command, object[name]) }
        for name in urls { activities.append(.url, object[name]) }
        for name in hashes { activities.appendHashes(object[name]) }
        return [
            .session(
                Session(
                    timestamp: input.received, honeypot: try text(honeypot, in: object),
                    protocol: try `protocol`.map { rule throws(NormalizationError) in try text(rule, in: object) }
                        ?? PortServices.name(of: destinationPort),
                    sourceIP: source, sourcePort: try port(sourcePort, in: object),
                    destinationIP: IPLiteral.unwrapped(destinationIP),
                    destinationPort: destinationPort, activities: activities.list))
        ]
    }

    private func text(_ rule: Rule<String>, in object: JSONView) throws(NormalizationError) -> String {
        switch rule {
        case .constant(let value): value
        case .member(let names): try text(names, in: object)
        }
    }

    private func port(_ rule: Rule<UInt16>, in object: JSONView) throws(NormalizationError) -> UInt16 {
        switch rule {
        case .constant(let value):
            return value
        case .member(let names):
            let (name, value) = try first(of: names, in: object)
            return try value.port(as: name)
        }
    }

    private func text(_ names: [StaticString], in object: JSONView) throws(NormalizationError) -> String {
        let (name, value) = try first(of: names, in: object)
        return try value.text(as: name)
    }

    private func first(
        of names: [StaticString], in object: JSONView
    ) throws(NormalizationError) -> (name: StaticString, value: JSONView) {
        for name in names {
            if let value = object.optional(name) { return (name, value) }
        }
        throw .missing(names.first?.description ?? "")
    }
}

extension SimpleSession {
    static let amun = SimpleSession(
        sourceIP: ["attackerIP"], sourcePort: .member(["attackerPort"]), destinationIP: ["victimIP"],
        destinationPort: .member(["victimPort"]), honeypot: .constant("amun"), protocol: nil)

    static let wordpot = SimpleSession(
        sourceIP: ["source_ip"], sourcePort: .member(["source_port"]), destinationIP: ["dest_ip"],
        destinationPort: .member(["dest_port"]), honeypot: .constant("wordpot"), protocol: .constant("http"), urls: ["url"])

    static let shockpot = SimpleSession(
        sourceIP: ["source_ip"], sourcePort: .constant(0), destinationIP: ["dest_host"],
        destinationPort: .member(["dest_port"]), honeypot: .constant("shockpot"), protocol: .constant("http"),
        commands: ["command"], urls: ["url"])

    static let elastichoney = SimpleSession(
        sourceIP: ["source"], sourcePort: .constant(0), destinationIP: ["honeypot"], destinationPort: .constant(9200),
        honeypot: .constant("elastichoney"), protocol: .constant("http"), commands: ["payloadCommand"],
        urls: ["payloadResource"], hashes: ["payloadMd5"])

    static let drupot = SimpleSession(
        sourceIP: ["SrcIp", "src_ip"], sourcePort: .member(["SrcPort", "src_port"]), destinationIP: ["DestIp", "dest_ip"],
        destinationPort: .member(["DestPort", "dest_port"]), honeypot: .constant("drupot"), protocol: .constant("http"))

    static let agave = SimpleSession(
        sourceIP: ["SrcIp", "src_ip"], sourcePort: .member(["SrcPort", "src_port"]), destinationIP: ["DestIp", "dest_ip"],
        destinationPort: .member(["DestPort", "dest_port"]), honeypot: .member(["AgaveApp", "agave_app"]),
        protocol: .member(["Protocol", "protocol"]))
}
