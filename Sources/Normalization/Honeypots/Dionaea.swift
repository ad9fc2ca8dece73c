internal import Documents
internal import Model

/// Dionaea's malware captures, connections and binaries (normalization.md 4.1 to 4.3).
enum Dionaea {
    static func capture(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try object.text("saddr")) else { return [] }
        let destinationPort = try object.port("dport")
        var writer = JSONWriter(capacity: 320)
        writer.name("attachments")
        writer.beginArray()
        writer.beginObject()
        writer.name("description")
        writer.string("Binary extraction")
        writer.name("hashes")
        writer.beginObject()
        writer.name("md5")
        writer.string(try object.text("md5"))
        writer.name("sha512")
        writer.string(try object.text("sha512"))
        writer.endObject()
        writer.endObject()
        writer.endArray()
        var activities = Activities(hiding: object["daddr"]?.string)
        activities.append(.url, object["url"])
        activities.appendHashes(object["sha512"])
        return [
            .session(
                Session(
                    timestamp: input.received, honeypot: "dionaea", protocol: PortServices.name(of: destinationPort),
                    sourceIP: source, sourcePort: try object.port("sport"),
                    destinationIP: try object.optionalText("daddr").map(IPLiteral.unwrapped),
                    destinationPort: destinationPort, details: writer.bytes, activities: activities.list))
        ]
    }

    static func connection(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let source = input.source(try object.text("remote_host")) else { return [] }
        return [
            .session(
                Session(
                    timestamp: input.received, honeypot: "dionaea", protocol: try object.text("connection_protocol"),
                    sourceIP: source, sourcePort: try object.port("remote_port"),
                    destinationPort: try object.port("local_port")))
        ]
    }

    /// The payload is the file itself, or its hexadecimal text in records imported from Mnemosyne.
    static func binary(_ input: NormalizerInput) -> [Observation] {
        let payload = input.message.payload
        let content = payload.count >= 2 ? Hexadecimal.decode(payload) ?? payload : payload
        return [.file(ObservedFile(guessing: content))]
    }
}

extension ObservedFile {
    /// A file whose kind is guessed from its content (3.4).
    init(guessing content: [UInt8]) {
        self.init(content: content, hashes: ContentHashes(of: content), contentGuess: ContentGuess.words(for: content))
    }
}
