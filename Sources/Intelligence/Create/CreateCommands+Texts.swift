import Crypto
import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `raw_data` (crits-resources-2.md 6).
    static func createRawData(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let data = try rawData(parameters)
        let text = try VersionedText(parameters, data: data, types: workspace.options.items.rawDataTypes)
        let tool = try Self.tool(parameters)
        let contribution = try workspace.contribution(of: text.shared)
        let related = try workspace.relatedObject(parameters)

        var draft = try workspace.findOrStart(ObjectTypes.rawData, ObjectIdentity.of(text.md5))
        let chain = try text.link.map { try workspace.chain(ObjectTypes.rawData, link: $0).filter { $0.id != draft.id } }
        if draft.isNew {
            text.fill(&draft, chain: chain)
            if let tool { draft.head["tool"] = .document(tool) }
        } else if let link = text.link, draft.text("link_id") != link {
            draft.set("link_id", link)
            draft.head["version"] = .integer(Int64(chain?.count ?? 0) + 1)
        }
        try workspace.save(&draft, contribution)
        if text.copiesRelationships, let first = chain?.first { try workspace.copyRelationships(of: first, to: draft) }
        try workspace.relate(draft, to: related)
        return Outcome(code: 0, type: "RawData", id: draft.id, message: "Raw data stored.")
    }

    /// POST `signatures`: always a new document (crits-resources-2.md 10).
    static func createSignature(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        for name in ["title", "data_type"] { _ = try parameters.requiredText(name) }
        guard let data = try parameters.untrimmedText("data") else { throw Objection("The data is empty.") }
        let text = try VersionedText(parameters, data: data, types: workspace.options.items.signatureTypes)
        let least = try parameters.text("data_type_min_version")
        let most = try parameters.text("data_type_max_version")
        let dependencies = try parameters.list("data_type_dependency")
        let contribution = try workspace.contribution(of: text.shared)
        let related = try workspace.relatedObject(parameters)

        let chain = try text.link.map { try workspace.chain(ObjectTypes.signature, link: $0) }
        var draft = workspace.start(ObjectTypes.signature)
        text.fill(&draft, chain: chain)
        draft.set("data_type_min_version", least)
        draft.set("data_type_max_version", most)
        draft.unite("data_type_dependency", with: dependencies)
        try workspace.save(&draft, contribution)
        if text.copiesRelationships, let first = chain?.first { try workspace.copyRelationships(of: first, to: draft) }
        try workspace.relate(draft, to: related)
        return Outcome(code: 0, type: "Signature", id: draft.id, message: "Signature stored.")
    }

    /// The text of a POST of raw data: `data`, or the uploaded file.
    private static func rawData(_ parameters: Parameters) throws -> String {
        switch try parameters.requiredText("upload_type") {
        case "metadata":
            guard let data = try parameters.untrimmedText("data") else { throw Objection("The data is empty.") }
            return data
        case "file":
            guard let file = parameters.upload else {
                // `filedata` as an ordinary field is the text itself (crits-resources-2.md 0.3).
                guard let data = try parameters.presentText("filedata") else { throw Objection.noFile }
                guard !data.isEmpty else { throw Objection("The data is empty.") }
                return data
            }
            guard file.size > 0 else { throw Objection("The data is empty.") }
            guard let text = file.text else { throw Objection("Data must be UTF-8 text.") }
            return text
        case let other: throw Objection("Invalid upload_type: \(other.shortened)")
        }
    }

    private static func tool(_ parameters: Parameters) throws -> Document? {
        guard let name = try parameters.text("tool_name") else { return nil }
        return [
            "name": .string(name), "version": .string(try parameters.text("tool_version") ?? ""),
            "details": .string(try parameters.text("tool_details") ?? ""),
        ]
    }
}

/// What raw data and signatures have in common: a text of a type in a chain of versions.
struct VersionedText {
    let title: String
    let data: String
    let dataType: String
    let description: String
    /// The posted chain, in canonical form.
    let link: String?
    let copiesRelationships: Bool
    let shared: SharedParameters

    init(_ parameters: Parameters, data: String, types: [ItemLists.Item]) throws(Objection) {
        title = try parameters.requiredText("title")
        let dataType = try parameters.requiredText("data_type")
        guard try parameters.text("source") != nil else { throw .missingSource }
        guard types.contains(where: { $0.name == dataType && $0.isActive }) else {
            throw Objection("Unknown data type: \(dataType.shortened)")
        }
        self.dataType = dataType
        self.data = data
        description = try parameters.text("description") ?? ""
        if let posted = try parameters.text("link_id") {
            guard let link = canonicalUUID(posted) else { throw Objection("Invalid link_id: \(posted.shortened)") }
            self.link = link
        } else {
            link = nil
        }
        copiesRelationships = link != nil && parameters.flag("copy_relationships")
        var shared = try SharedParameters(parameters)
        shared.method = shared.method ?? "Upload"
        self.shared = shared
    }

    /// Lower-case digits of the MD5 of the UTF-8 bytes.
    var md5: String { Hexadecimal.encode(Array(Insecure.MD5.hash(data: Array(data.utf8)))) }

    /// Sets the fields of a new document; `chain` are the documents that it follows.
    func fill(_ draft: inout ObjectDraft, chain: [ObjectDraft]?) {
        draft.set("title", title)
        draft.set("data", data)
        draft.set("data_type", dataType)
        draft.set("description", description)
        draft.set("md5", md5)
        draft.set("link_id", link ?? randomUUID())
        draft.head["version"] = .integer(Int64(chain?.count ?? 0) + 1)
    }
}

extension Workspace {
    /// The documents of a chain, the first one first: lowest version, then oldest.
    func chain(_ type: ObjectType, link: String) throws -> [ObjectDraft] {
        try transaction.ids(of: type, identity: ObjectIdentity.link(link)).compactMap { try load(type, $0) }
            .sorted { ($0.head["version"]?.integer ?? 0, $0.id) < ($1.head["version"]?.integer ?? 0, $1.id) }
    }

    /// Gives a document the relationships of another one, with their dates; what is gone or hidden from the caller is skipped.
    func copyRelationships(of first: ObjectDraft, to draft: ObjectDraft) throws {
        let parts = try transaction.parts(
            of: first.type, id: first.id, list: .relationships, key: nil, limit: Self.copiedParts)
        let relationships = Relationships(transaction: transaction, user: caller.username)
        for entry in parts.map(\.value) {
            guard let type = entry["type"]?.string.flatMap(ObjectTypes.named), let id = entry["value"]?.string,
                let relationship = entry["relationship"]?.string, RelationshipTypes.inverse(of: relationship) != nil,
                let other = try visible(type, id: id), !other.isSame(as: draft.reference)
            else { continue }
            try relationships.forge(
                draft.reference, relationship, other,
                Relationships.Details(
                    analyst: entry["analyst"]?.string, date: entry["date"]?.date ?? now,
                    relationshipDate: entry["relationship_date"]?.date, confidence: entry["rel_confidence"]?.string ?? "unknown",
                    reason: entry["rel_reason"]?.string ?? ""))
        }
    }
}
