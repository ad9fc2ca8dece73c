import Documents
import Model

/// Collections of a Mnemosyne or MHN database that are taken over, in the order in which they have to be.
public enum DumpCollection: String, Sendable, CaseIterable {
    case hpfeed, session, url, file, dork

    /// The collection that a file of a dump is named after, such as `session.bson` or `mnemosyne.session.json`.
    public init?(fileName: String) {
        let parts = fileName.split(separator: ".").drop { $0.lowercased() == "mnemosyne" }
        guard let name = parts.first, let collection = DumpCollection(rawValue: name.lowercased()) else { return nil }
        guard parts.dropFirst().allSatisfy({ ["bson", "json"].contains($0.lowercased()) }) else { return nil }
        self = collection
    }

    /// The collection that a document is of, by its fields.
    init?(of document: BSONDocument) {
        if document["channel"] != nil, document["payload"] != nil {
            self = .hpfeed
        } else if document["hpfeed_id"] != nil || document["source_ip"] != nil && document["honeypot"] != nil {
            self = .session
        } else if document["url"] != nil {
            self = .url
        } else if document["hashes"] != nil {
            self = .file
        } else if document["content"] != nil, document["type"] != nil, document["count"] != nil {
            self = .dork
        } else {
            return nil
        }
    }
}

/// What is read of the documents of a dump (normalization.md 1).
extension BSONDocument {
    /// The `_id`, which is kept.
    func id() throws(DumpFault) -> ObjectID {
        guard let value = self["_id"] else { throw DumpFault("_id: missing") }
        guard case .objectID(let id) = value else { throw DumpFault("_id: not an ObjectId") }
        return id
    }

    func text(_ name: String) throws(DumpFault) -> String {
        guard let value = self[name], value != .null else { throw DumpFault("\(name): missing") }
        guard let text = value.text else { throw DumpFault("\(name): not a text") }
        return text
    }

    /// A name of at most 255 bytes, as on the wire.
    func name(_ name: String) throws(DumpFault) -> String {
        let text = try text(name)
        guard text.utf8.count <= 255 else { throw DumpFault("\(name): longer than 255 bytes") }
        return text
    }

    /// A time that a key can carry.
    func time(_ name: String) throws(DumpFault) -> Timestamp {
        guard let value = self[name] else { throw DumpFault("\(name): missing") }
        guard let time = value.time else { throw DumpFault("\(name): not a time") }
        guard (0...Int64(UInt32.max)).contains(time.seconds) else { throw DumpFault("\(name): before 1970 or after 2106") }
        return time
    }

    /// The raw message of an `hpfeed` document.
    func receivedMessage() throws(DumpFault) -> ReceivedMessage {
        let channel = try name("channel")
        guard Intake.isStorable(channel: channel) else { throw DumpFault("channel: holds one of ; \" { }") }
        return ReceivedMessage(
            ident: try name("ident"), channel: channel, payload: try payload(), received: try time("timestamp"))
    }

    /// The bytes that were received, or what is nearest to them: MHN kept JSON payloads as documents.
    private func payload() throws(DumpFault) -> [UInt8] {
        switch self["payload"] {
        case .string(let text): return BSONDocument.received(text)
        case .binary(let bytes): return bytes
        case .document(let document):
            var writer = JSONWriter()
            document.write(to: &writer)
            return writer.bytes
        case .array(let values):
            var writer = JSONWriter()
            BSONValue.array(values).write(to: &writer)
            return writer.bytes
        case nil, .null: throw DumpFault("payload: missing")
        default: throw DumpFault("payload: neither a text nor a document")
        }
    }

    /// The other way round of normalization.md 2.2: Mnemosyne kept binary payloads as hexadecimal text, without a mark.
    private static func received(_ text: [UInt8]) -> [UInt8] {
        guard !text.isEmpty, text.count.isMultiple(of: 2) else { return text }
        let isHexadecimal = text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHexadecimal, let bytes = Hexadecimal.decode(text), PayloadText.form(of: bytes) == .hex else { return text }
        return bytes
    }
}
