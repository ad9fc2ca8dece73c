import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `samples` (crits-resources-2.md 7).
    static func createSample(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        var isFile = false
        switch try parameters.requiredText("upload_type") {
        case "file": isFile = true
        // `meta` is what existing clients send (ruling 53).
        case "metadata", "meta": break
        case let other: throw Objection("Invalid upload_type: \(other.shortened)")
        }
        let upload = try isFile ? parameters.requiredUpload(empty: Self.noContent) : nil
        let format = try parameters.text("file_format") ?? "raw"
        guard ["raw", "zip", "rar"].contains(format) else { throw Objection("Invalid file format: \(format.shortened)") }
        try checkRelatedPair(parameters)
        let details = try SampleDetails(parameters, isFile: isFile)
        var shared = try SharedParameters(parameters)
        shared.method = (isFile ? "File Upload" : "Metadata Upload") + (shared.method.map { " - " + $0 } ?? "")
        guard shared.source != nil else { throw Objection.missingSource }
        let contribution = try workspace.contribution(of: shared)
        let related = try workspace.relatedSampleObject(parameters)
        guard let upload, format != "raw" else {
            return try workspace.saveSample(upload, details, contribution, relationships: related)
        }
        return try workspace.saveMembers(parameters.archive, of: upload, details, contribution, relationships: related)
    }

    private static let noContent = Objection("An MD5 or file content is required.")

    private static func checkRelatedPair(_ parameters: Parameters) throws(Objection) {
        let hasID = try parameters.text("related_id") != nil
        let hasType = try parameters.text("related_type") != nil
        let hasKey = try parameters.text("related_md5") != nil
        guard hasID == hasType || hasKey else { throw Objection("related_type and related_id must come together.") }
    }
}

/// What a POST says of a sample beside its content (crits-resources-2.md 7.2).
struct SampleDetails {
    var filename: String?
    var md5: String?
    var sha1: String?
    var sha256: String?
    var size: Int64?
    var mimetype: String?
    var description: String?
    var backdoorName: String?
    var backdoorVersion: String?
    /// The content of the posted MD5 that the store has already.
    var known: UploadedFile?

    /// Nothing beside the content.
    init() {}

    init(_ parameters: Parameters, isFile: Bool) throws(Objection) {
        // The digits of an uploaded file are computed; posted ones must be well-formed all the same, but for the ignored MD5.
        md5 = try isFile ? nil : Self.digits(parameters, "md5", count: 32)
        sha1 = try Self.digits(parameters, "sha1", count: 40)
        sha256 = try Self.digits(parameters, "sha256", count: 64)
        guard isFile || md5 != nil else { throw Objection("An MD5 or file content is required.") }
        description = try parameters.text("description")
        backdoorName = try parameters.text("backdoor_name")
        backdoorVersion = try parameters.text("backdoor_version")
        guard !isFile else { return }
        known = parameters.known
        filename = try parameters.text("filename").map { $0.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? $0 }
        mimetype = try parameters.text("mimetype")
        if let text = try parameters.text("size") {
            guard let number = Int64(text), number >= 0 else { throw Objection("Invalid size: \(text.shortened)") }
            size = number
        }
    }

    private static func digits(_ parameters: Parameters, _ name: String, count: Int) throws(Objection) -> String? {
        guard let text = try parameters.text(name)?.lowercased() else { return nil }
        guard text.utf8.count == count, text.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil }) else {
            throw Objection("\(name.uppercased()) must be \(count) hex digits.")
        }
        return text
    }
}

extension Workspace {
    /// The related object of a sample: by MD5 alone it is a sample (crits-resources-2.md 7.2).
    func relatedSampleObject(_ parameters: Parameters) throws -> RelatedObject? {
        let key = try parameters.text("related_md5")
        let typeName = try parameters.text("related_type")
        let id = try typeName == nil ? nil : parameters.text("related_id")
        guard id != nil || key != nil else { return nil }
        return try relatedObject(parameters, id: id, key: key, typeName: typeName ?? "Sample")
    }

    /// Stores one sample, or the capture that it is (crits-resources-2.md 7.4, 7.5, 7.7).
    func saveSample(
        _ file: UploadedFile?, _ details: SampleDetails, _ contribution: Contribution, relationships related: RelatedObject?,
        fallback: String? = nil
    ) throws -> Outcome {
        if let file, file.isCapture, caller.may("PCAP.write") {
            let capture = try saveCapture(file, contribution, description: details.description)
            try relateContent(capture, to: related, fallback: fallback)
            return Outcome(code: 0, type: "PCAP", id: capture.id, message: "Detected a PCAP: \(file.md5)")
        }
        guard let md5 = file?.md5 ?? details.md5 else { throw Objection("An MD5 or file content is required.") }
        var draft = try findOrStartFile(ObjectTypes.sample, md5: md5, sha256: file?.sha256)
        let isNew = draft.isNew
        draft.set("md5", md5)
        draft.name(file?.name ?? details.filename)
        draft.appendDescription(details.description)
        if let file {
            draft.describe(file)
            try attach(file, to: &draft)
        } else if try content(of: draft) == nil {
            try complete(&draft, from: details)
        }
        try save(&draft, file == nil ? contribution : contribution.withContent)
        try relateContent(draft, to: related, fallback: fallback)
        try relateBackdoors(draft, details)
        return Outcome(code: 0, type: "Sample", id: draft.id, message: "Sample \(isNew ? "added" : "updated"): \(md5)")
    }

    /// Fills in a sample without content: from what the store has of that MD5, else from what the client says.
    private func complete(_ draft: inout ObjectDraft, from details: SampleDetails) throws {
        if let known = details.known, known.md5 == draft.text("md5"), try attachIfStored(known, to: &draft) {
            return draft.describe(known)
        }
        if let size = details.size { draft.head["size"] = .integer(size) }
        draft.set("sha1", details.sha1)
        draft.set("sha256", details.sha256)
        if draft.isNew { draft.set("mimetype", details.mimetype) }
    }

    /// Stores the members of an archive, each like an upload (crits-resources-2.md 7.6).
    func saveMembers(
        _ archive: ArchiveContent?, of upload: UploadedFile, _ details: SampleDetails, _ contribution: Contribution,
        relationships related: RelatedObject?
    ) throws -> Outcome {
        switch archive {
        case nil: throw Objection("Archive could not be extracted: it was not opened.")
        case .unreadable(let reason): throw Objection("Archive could not be extracted: \(reason.shortened)")
        case .members(let files):
            guard let first = files.first else { throw Objection("No sample was created.") }
            let fallback = try isContent(upload.md5, of: related) ? "Compressed Into" : "Related To"
            var outcomes: [Outcome] = []
            for file in files {
                outcomes.append(try saveSample(file, details, contribution, relationships: related, fallback: fallback))
            }
            let ids = outcomes.compactMap { $0.id?.description }
            let listed = files.map(\.md5).joined(separator: ", ")
            return Outcome(
                code: 0, type: outcomes.first?.type ?? "Sample", id: outcomes.first?.id,
                message: files.count == 1 ? "Added 1 sample: \(first.md5)" : "Added \(files.count) sample(s): \(listed)",
                extra: ["ids": .strings(ids)])
        }
    }

    private func isContent(_ md5: String, of related: RelatedObject?) throws -> Bool {
        guard let related, related.reference.type.name == "Sample" else { return false }
        return try load(related.reference.type, related.reference.id)?.text("md5") == md5
    }

    /// Relates a stored content: by the given relationship, else as part of a mail, else in general.
    private func relateContent(_ draft: ObjectDraft, to related: RelatedObject?, fallback: String?) throws {
        guard let related, !draft.reference.isSame(as: related.reference) else { return }
        let implied = fallback ?? (related.reference.type.name == "Email" ? "Contained Within" : "Related To")
        try relate(draft.reference, related.relationship == nil ? implied : related.inverse, related.reference)
    }

    /// Relates a sample to a backdoor by name, and to one of its versions, where the caller may see them.
    private func relateBackdoors(_ draft: ObjectDraft, _ details: SampleDetails) throws {
        guard let name = details.backdoorName else { return }
        for version in ["", details.backdoorVersion ?? ""].uniqued {
            guard let backdoor = try find(ObjectTypes.backdoor, ObjectIdentity.of(name, version)),
                try transaction.isVisible(type: backdoor.type, id: backdoor.id, to: caller.reader)
            else { continue }
            try relate(draft.reference, "Related To", backdoor.reference)
        }
    }
}

extension ObjectDraft {
    /// The longest type description that is kept (crits-resources-2.md 7.1).
    private static let longestFiletype = 1_000

    /// Sets the name of a sample, or adds it to the further names; `unknown` is a placeholder.
    fileprivate mutating func name(_ posted: String?) {
        guard let known = text("filename") else { return set("filename", posted ?? "unknown") }
        if let posted, posted != "unknown", posted != known { unite("filenames", with: [posted]) }
    }

    /// Sets what is computed from the bytes.
    fileprivate mutating func describe(_ file: UploadedFile) {
        set("sha1", file.sha1)
        set("sha256", Hexadecimal.encode(file.sha256))
        set("ssdeep", file.ssdeep)
        head["size"] = .integer(file.size)
        set("mimetype", file.mimetype ?? "Unavailable")
        let filetype = file.filetype ?? "Unavailable"
        set("filetype", filetype.count <= Self.longestFiletype ? filetype : filetype.prefix(Self.longestFiletype) + "<TRUNCATED>")
    }
}
