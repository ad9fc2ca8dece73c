import Documents
import Model

extension CreateCommands {
    /// How mails come, and the text of their source's method (crits-resources-1.md 9.2).
    private static let mailForms = [
        "eml": "EML Upload", "msg": "Outlook MSG Upload", "raw": "Raw Upload", "yaml": "YAML Upload", "fields": "Fields Upload",
    ]

    /// POST `emails` (crits-resources-1.md 9).
    static func createEmail(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        guard let form = try parameters.text("upload_type") else { throw Objection("Parameter upload_type is required.") }
        guard let formText = mailForms[form] else { throw Objection("Unknown or unsupported upload_type: \(form.shortened)") }
        let mail = try form == "fields" ? nil : postedMail(parameters)
        let known = try form == "yaml" ? workspace.mailToUpdate(parameters) : nil
        var shared = try SharedParameters(parameters)
        shared.method = formText + (shared.method.map { " - " + $0 } ?? "")
        let fields: MailFields
        if let mail {
            fields = try MailFields(mail, form: form, parameters: parameters, isUpdate: known != nil, now: workspace.now)
        } else {
            fields = try MailFields(parameters, now: workspace.now)
        }
        let contribution = try workspace.contribution(of: shared, needsSource: known == nil)

        var draft = known ?? workspace.start(ObjectTypes.email)
        fields.fill(&draft)
        try workspace.save(&draft, contribution)
        var outcome = Outcome(code: 0, type: "Email", id: draft.id, message: known == nil ? "Email added." : "Email updated.")
        var notes = fields.notes
        if let mail, form != "yaml" {
            let stored = try workspace.storeAttachments(of: mail, form: form, draft, contribution)
            notes += stored.notes + mail.notes
            if !stored.isComplete { outcome.code = 1 }
        }
        if !notes.isEmpty { outcome.message += "\n" + notes.joined(separator: "\n") }
        return outcome
    }

    private static func postedMail(_ parameters: Parameters) throws -> ParsedMail {
        let hasText = !(parameters.values["filedata"]?.scalarText ?? "").isEmpty
        guard hasText || (parameters.upload?.size ?? 0) > 0 else { throw Objection.noFile }
        switch parameters.mail {
        case nil: throw Objection("The mail could not be parsed.")
        case .unreadable(let reason): throw Objection(reason.shortened)
        case .message(let mail): return mail
        }
    }
}

extension Workspace {
    /// The mail that a YAML upload updates; nil when none is named.
    fileprivate func mailToUpdate(_ parameters: Parameters) throws -> ObjectDraft? {
        guard let text = try parameters.text("email_id") else { return nil }
        guard let reference = try visible(ObjectTypes.email, id: text), let draft = try load(reference.type, reference.id) else {
            throw Objection("Unknown email_id: \(text.shortened)")
        }
        return draft
    }

    /// Stores the parts of a mail as samples within it; each failure is told, and spares the mail (crits-resources-1.md 9.4, 9.6).
    fileprivate func storeAttachments(
        of mail: ParsedMail, form: String, _ draft: ObjectDraft, _ posted: Contribution
    ) throws -> (isComplete: Bool, notes: [String]) {
        let isOutlook = form == "msg"
        var contribution = posted
        if isOutlook {
            contribution.buckets = []
            contribution.sectors = []
            contribution.tickets = []
            for position in contribution.sources.indices {
                contribution.sources[position].method = "File Upload - " + (contribution.sources[position].method ?? "")
            }
        }
        var notes: [String] = []
        var isComplete = true
        for part in mail.attachments where !part.isInlineText || options.storesMailBodies {
            do {
                try require("Sample.write")
                let within = RelatedObject(reference: draft.reference, relationship: nil)
                if let archive = part.archive {
                    let outcome = try saveMembers(archive, of: part.file, SampleDetails(), contribution, relationships: within)
                    notes.append("\(part.file.name.shortened): \(outcome.message)")
                } else {
                    _ = try saveSample(part.file, SampleDetails(), contribution, relationships: within)
                    if isOutlook { notes.append("\(part.file.name.shortened): added") }
                }
            } catch let objection as Objection {
                let subject = isOutlook ? part.file.name.shortened : "Could not save attachment \(part.file.md5)"
                notes.append("\(subject): \(objection.message)")
                if !isOutlook { isComplete = false }
            }
        }
        return (isComplete, notes)
    }
}
