import Documents
import Model

/// A JSON value that can be compared: members without order, numbers by their text.
indirect enum Document: Hashable, CustomStringConvertible {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([Document])
    case object([String: Document])

    init(_ view: JSONView) {
        switch view.kind {
        case .null: self = .null
        case .bool: self = .bool(view.bool ?? false)
        case .integer, .real: self = .number(String(decoding: view.rawBytes, as: UTF8.self))
        case .string: self = .string(view.string ?? "")
        case .array: self = .array(view.elements.map(Document.init))
        case .object:
            self = .object(
                Dictionary(view.members.map { ($0.name.string ?? "", Document($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }

    init(_ json: String) throws {
        self.init(try JSONText(Array(json.utf8)).root)
    }

    /// A document as the store would write it, without what the store adds.
    init(_ observation: Observation) throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.write(observation)
        writer.endObject()
        self.init(try JSONText(writer.bytes).root)
    }

    subscript(name: String) -> Document? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var elements: [Document] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let text): text
        case .string(let text): "\"\(text)\""
        case .array(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
        }
    }
}

extension JSONWriter {
    /// Writes one member: the collection and its document (normalization.md 1.2 to 1.6).
    mutating func write(_ observation: Observation) {
        switch observation {
        case .session(let session):
            name("session")
            write(session)
        case .url(let url):
            name("url")
            beginObject()
            member("url", url.url)
            if !url.extractions.isEmpty {
                name("extractions")
                beginArray()
                for extraction in url.extractions {
                    beginObject()
                    name("timestamp")
                    timestamp(extraction.timestamp)
                    write(extraction.hashes)
                    endObject()
                }
                endArray()
            }
            endObject()
        case .file(let file):
            name("file")
            beginObject()
            member("encoding", "hex")
            member("content_guess", file.contentGuess)
            name("data")
            hexadecimal(file.content)
            write(file.hashes)
            endObject()
        case .dork(let dork):
            name("dork")
            beginObject()
            member("content", dork.content)
            member("type", dork.type)
            name("timestamp")
            timestamp(dork.timestamp)
            name("count")
            integer(dork.count)
            endObject()
        case .metadata(let facts):
            name("metadata")
            beginObject()
            member("ip", facts.ip)
            member("honeypot", facts.honeypot)
            name("timestamp")
            timestamp(facts.timestamp)
            member("os", facts.os)
            member("app", facts.app)
            member("link", facts.link)
            member("uptime", facts.uptime)
            endObject()
        }
    }

    private mutating func write(_ session: Session) {
        beginObject()
        name("timestamp")
        timestamp(session.timestamp)
        member("honeypot", session.honeypot)
        member("protocol", session.protocol)
        member("source_ip", session.sourceIP)
        member("source_port", session.sourcePort)
        member("destination_ip", session.destinationIP)
        member("destination_port", session.destinationPort)
        rawMembers(session.details)
        endObject()
    }

    private mutating func write(_ hashes: ContentHashes) {
        name("hashes")
        beginObject()
        member("md5", hashes.md5)
        member("sha1", hashes.sha1)
        member("sha512", hashes.sha512)
        endObject()
    }

    private mutating func member(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        name(key)
        string(value)
    }

    private mutating func member(_ key: StaticString, _ value: UInt16?) {
        guard let value else { return }
        name(key)
        integer(value)
    }
}
