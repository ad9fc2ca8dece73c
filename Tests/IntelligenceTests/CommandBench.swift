public import Documents
import Model
import Storage
import Testing

@testable import Intelligence

/// A store in memory, and a user who may do everything with the sources `Lab` and `Feed`.
struct CommandBench {
    let store = MemoryTransaction()
    var caller = Caller(
        username: "ana", organization: "LabOrg",
        reader: ObjectReader(sources: ["Lab": Set(TLP.allCases), "Feed": Set(TLP.allCases), "LabOrg": Set(TLP.allCases)]),
        permissions: Set(
            ObjectTypes.topLevel.flatMap { type in
                ["write", "comments_add", "screenshots_add", "services_execute", "activity_add", "actor_identifiers_add"].map {
                    "\(type.name).\($0)"
                }
            }),
        writableSources: ["Lab", "Feed"])
    var options = CommandOptions(isUser: { $0 == "bo" })

    /// Runs a POST; a refusal comes back as its outcome.
    func post(
        _ resource: String, _ values: Document, upload: UploadedFile? = nil, known: UploadedFile? = nil, archive: ArchiveContent? = nil,
        mail: MailContent? = nil
    ) throws -> Outcome {
        do {
            return try CreateCommands.run(
                resource: resource, parameters: Parameters(values, upload: upload, known: known, archive: archive, mail: mail),
                caller: caller, options: options, transaction: store)
        } catch let refusal as Refusal {
            return refusal.outcome
        }
    }

    /// Runs a POST that must succeed, and gives the document.
    func made(
        _ resource: String, _ values: Document, upload: UploadedFile? = nil, known: UploadedFile? = nil, mail: MailContent? = nil
    ) throws -> Document {
        let outcome = try post(resource, values, upload: upload, known: known, mail: mail)
        #expect(outcome.code == 0, "\(outcome.message)")
        let type = try #require(ObjectTypes.named(outcome.type))
        return try #require(outcome.id.flatMap { store.document(type, $0) })
    }

    /// Checks that a POST is refused with a message that holds a text, and writes nothing.
    func refuses(
        _ resource: String, _ values: Document, _ text: String, upload: UploadedFile? = nil, archive: ArchiveContent? = nil,
        mail: MailContent? = nil, location: SourceLocation = #_sourceLocation
    ) throws {
        let before = store.writes
        let outcome = try post(resource, values, upload: upload, archive: archive, mail: mail)
        #expect(outcome.code == 1, "\(resource) \(values)", sourceLocation: location)
        #expect(
            outcome.message.contains(text), "\(resource): \"\(outcome.message)\" does not hold \"\(text)\"", sourceLocation: location)
        #expect(store.writes == before, "\(resource) stored something", sourceLocation: location)
    }

    /// A file whose content is a text; its digests are made up from it.
    func file(_ name: String, _ text: String, start: [UInt8]? = nil) -> UploadedFile {
        let bytes = Array(text.utf8)
        var sha256 = bytes + Array(repeating: 0, count: max(0, 32 - bytes.count))
        sha256 = Array(sha256.prefix(32))
        store.contents[sha256] = Int64(bytes.count)
        let md5 = Hexadecimal.encode(Array((bytes + Array(repeating: 0, count: 16)).prefix(16)))
        return UploadedFile(
            clientName: name, size: Int64(bytes.count), md5: md5, sha1: String(repeating: "a", count: 40), sha256: sha256,
            start: start ?? Array(bytes.prefix(16)), mimetype: "text/plain", filetype: "ASCII text", ssdeep: "3:a:b", text: text)
    }
}

extension Document {
    /// The value at a path of keys and positions.
    func at(_ path: String) -> DocumentValue? {
        var value: DocumentValue? = .document(self)
        for step in path.split(separator: ".") {
            if let position = Int(step), let list = value?.list {
                value = list.indices.contains(position) ? list[position] : nil
            } else {
                value = value?.document?[String(step)]
            }
        }
        return value
    }

    /// Names of the documents it is related to, as `relationship type`.
    var related: [String] {
        (self["relationships"]?.list ?? []).compactMap(\.document).map {
            "\($0["relationship"]?.string ?? "") \($0["type"]?.string ?? "")"
        }
    }
}

extension DocumentValue: ExpressibleByArrayLiteral {
    /// The list.
    public init(arrayLiteral elements: DocumentValue...) { self = .list(elements) }
}
