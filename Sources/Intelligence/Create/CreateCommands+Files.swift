import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `certificates` (crits-resources-1.md 6).
    static func createCertificate(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let file = try parameters.requiredUpload(empty: .noFile)
        let description = try parameters.text("description")
        let shared = try SharedParameters(parameters)
        let hasObject = try parameters.text("related_id") != nil || parameters.text("related_md5") != nil
        guard try hasObject == (parameters.text("related_type") != nil) else {
            throw Objection("related_type needs related_id or related_md5, and vice versa.")
        }
        let contribution = try workspace.contribution(of: shared)
        let related = try workspace.relatedObject(parameters)
        var draft = try workspace.findOrStartFile(ObjectTypes.certificate, md5: file.md5, sha256: file.sha256)
        if draft.isNew {
            draft.set("filename", file.name)
            draft.set("md5", file.md5)
            draft.set("filetype", file.filetype ?? "Unavailable")
            draft.head["size"] = .integer(file.size)
            draft.set("description", description)
        }
        try workspace.attach(file, to: &draft)
        try workspace.save(&draft, contribution.withContent)
        // Unlike elsewhere the relationship is read from the certificate's side (crits-resources-1.md 6.2).
        if let related, !draft.reference.isSame(as: related.reference) {
            try workspace.relate(draft.reference, related.relationship ?? "Related To", related.reference)
        }
        return Outcome(code: 0, type: "Certificate", id: draft.id, message: "Certificate uploaded.")
    }

    /// POST `pcaps` (crits-resources-2.md 5).
    static func createCapture(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let file = try parameters.requiredUpload(empty: Objection("The file is empty."))
        let description = try parameters.text("description")
        let contribution = try workspace.contribution(of: SharedParameters(parameters))
        let related = try workspace.relatedObject(parameters)
        let draft = try workspace.saveCapture(file, contribution, description: description)
        try workspace.relate(draft, to: related)
        return Outcome(code: 0, type: "PCAP", id: draft.id, message: "PCAP stored.")
    }

    /// POST `screenshots` (crits-resources-2.md 8).
    static func createScreenshot(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let uploadType = try parameters.requiredText("upload_type")
        guard uploadType == "ids" || uploadType == "screenshot" else {
            throw Objection("Invalid upload_type: \(uploadType.shortened)")
        }
        let ids = try parameters.list("screenshot_ids").map { $0.lowercased() }
        if uploadType == "screenshot", parameters.upload == nil { throw Objection.noFile }
        guard let id = try parameters.text("oid"), let typeName = try parameters.text("otype"),
            try parameters.text("source") != nil, uploadType == "screenshot" || !ids.isEmpty
        else { throw Objection("Parameters oid, otype, source and a screenshot are required.") }
        guard let type = ObjectTypes.topLevel(typeName) else { throw Objection("Object for the screenshot not found.") }
        try workspace.require("\(type.name).screenshots_add")
        let tags = try parameters.list("tags")
        let description = try parameters.text("description")
        var contribution = try workspace.contribution(of: SharedParameters(parameters, .source))
        guard let reference = try workspace.visible(type, id: id), var owner = try workspace.load(type, reference.id) else {
            throw Objection("Object for the screenshot not found.")
        }
        var attached: [ObjectDraft] = []
        var skipped: [String] = []
        if uploadType == "screenshot", let file = parameters.upload {
            attached = [try workspace.screenshot(of: file, description: description)]
            contribution = contribution.withContent
        } else {
            for id in ids {
                // One that hangs on nothing visible is as good as unknown.
                if let known = try workspace.visible(ObjectTypes.screenshot, id: id),
                    let draft = try workspace.load(known.type, known.id)
                {
                    attached.append(draft)
                } else {
                    skipped.append(id.shortened)
                }
            }
            if attached.isEmpty { throw Objection("Could not find any of the screenshots.") }
        }
        for position in attached.indices {
            attached[position].unite("tags", with: tags)
            try workspace.save(&attached[position], contribution)
        }
        owner.unite("screenshots", with: attached.map(\.id.description))
        try workspace.save(&owner)
        let message = "Screenshot(s) stored." + (skipped.isEmpty ? "" : " Skipped: \(skipped.joined(separator: ", "))")
        return Outcome(code: 0, type: "Screenshot", id: attached.last?.id, message: message)
    }
}

extension Workspace {
    /// Finds or makes the capture of a content (crits-resources-2.md 5.3).
    func saveCapture(_ file: UploadedFile, _ contribution: Contribution, description: String?) throws -> ObjectDraft {
        var draft = try findOrStartFile(ObjectTypes.pcap, md5: file.md5, sha256: file.sha256)
        if draft.isNew {
            draft.set("filename", file.name)
            draft.set("md5", file.md5)
            draft.set("description", description)
        }
        if try content(of: draft) == nil {
            draft.head["length"] = .integer(file.size)
            draft.set("contentType", file.filetype ?? "Unavailable")
            try attach(file, to: &draft)
        }
        try save(&draft, contribution.withContent)
        return draft
    }

    /// Finds or makes the screenshot of an uploaded picture.
    fileprivate func screenshot(of file: UploadedFile, description: String?) throws -> ObjectDraft {
        guard let picture = file.picture else { throw Objection("Could not read the image.") }
        if let known = try find(ObjectTypes.screenshot, ObjectIdentity.of(file.md5)) { return known }
        var draft = start(ObjectTypes.screenshot)
        draft.set("analyst", caller.username)
        draft.set("filename", file.name)
        draft.set("md5", file.md5)
        draft.set("description", description)
        draft.head["width"] = .integer(picture.width)
        draft.head["height"] = .integer(picture.height)
        draft.set("screenshot", try transaction.linkFile(sha256: picture.image, owner: draft.id).description)
        draft.set("thumb", try transaction.linkFile(sha256: picture.thumbnail, owner: draft.id).description)
        return draft
    }
}
