import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `actors` (crits-resources-1.md 2).
    static func createActor(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let name = try parameters.requiredText("name")
        let aliases = try parameters.list("aliases")
        let description = try parameters.text("description")
        let contribution = try workspace.contribution(of: SharedParameters(parameters))
        var draft = try workspace.findOrStart(ObjectTypes.actor, ObjectIdentity.of(name))
        if draft.isNew {
            draft.set("name", name)
            draft.set("description", description)
        }
        draft.unite("aliases", with: aliases)
        try workspace.save(&draft, contribution)
        return Outcome(code: 0, type: "Actor", id: draft.id, message: "Actor added: \(name)")
    }

    /// POST `actoridentifiers` (crits-resources-1.md 3).
    static func createActorIdentifier(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let type = try parameters.requiredText("identifier_type")
        let name = try parameters.requiredText("identifier")
        guard workspace.options.items.actorIdentifierTypes.contains(where: { $0.name == type }) else {
            throw Objection("Unknown identifier type: \(type.shortened)")
        }
        let contribution = try workspace.contribution(of: SharedParameters(parameters, .source))
        var draft = try workspace.findOrStart(ObjectTypes.actorIdentifier, ObjectIdentity.of(type, name))
        if draft.isNew {
            draft.set("identifier_type", type)
            draft.set("name", name)
        }
        try workspace.save(&draft, contribution)
        return Outcome(code: 0, type: "ActorIdentifier", id: draft.id, message: "Actor identifier added.")
    }

    /// POST `backdoors`: the family, and the version if one is given (crits-resources-1.md 4.3).
    static func createBackdoor(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let name = try parameters.requiredText("name")
        let version = try parameters.text("version")
        let aliases = try parameters.list("aliases")
        let description = try parameters.text("description")
        let contribution = try workspace.contribution(of: SharedParameters(parameters))
        func upsert(_ version: String) throws -> ObjectDraft {
            var draft = try workspace.findOrStart(ObjectTypes.backdoor, ObjectIdentity.of(name, version))
            draft.set("name", name)
            draft.set("version", version)
            draft.unite("aliases", with: aliases)
            if (draft.text("description") ?? "").isEmpty { draft.set("description", description) }
            try workspace.save(&draft, contribution)
            return draft
        }
        let family = try upsert("")
        guard let version else { return Outcome(code: 0, type: "Backdoor", id: family.id, message: "Backdoor added: \(name)") }
        let versioned = try upsert(version)
        // The server makes this link, so it has no analyst (crits-resources-1.md 1.7).
        try Relationships(transaction: workspace.transaction, user: workspace.caller.username)
            .forge(family.reference, "Related To", versioned.reference, Relationships.Details(analyst: nil, date: workspace.now))
        return Outcome(code: 0, type: "Backdoor", id: versioned.id, message: "Backdoor added: \(name) \(version)")
    }

    /// POST `campaigns`; a second one of the same name is refused (crits-resources-1.md 5).
    static func createCampaign(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        guard let name = try parameters.text("name") else { throw Objection("Parameter name is required: a campaign needs a name.") }
        let aliases = try parameters.list("aliases")
        let description = try parameters.text("description")
        let contribution = try workspace.contribution(of: SharedParameters(parameters, .filing), needsSource: false)
        if let known = try workspace.find(ObjectTypes.campaign, ObjectIdentity.of(name)) {
            throw Objection("Campaign exists already.", id: known.id)
        }
        var draft = workspace.start(ObjectTypes.campaign)
        draft.set("name", name)
        draft.set("description", description)
        draft.unite("aliases", with: aliases)
        try workspace.save(&draft, contribution)
        return Outcome(code: 0, type: "Campaign", id: draft.id, message: "Campaign created.")
    }

    /// POST `exploits` (crits-resources-2.md 1).
    static func createExploit(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let name = try parameters.requiredText("name")
        let cve = try parameters.text("cve")
        let description = try parameters.text("description")
        let contribution = try workspace.contribution(of: SharedParameters(parameters))
        let related = try workspace.relatedObject(parameters)
        var draft = try workspace.findOrStart(ObjectTypes.exploit, ObjectIdentity.of(name))
        if draft.isNew {
            draft.set("name", name)
            draft.set("cve", "")
            draft.set("description", description)
        }
        draft.set("cve", cve)
        try workspace.save(&draft, contribution)
        try workspace.relate(draft, to: related)
        return Outcome(code: 0, type: "Exploit", id: draft.id, message: "Exploit saved: \(name)")
    }

    /// POST `targets` (crits-resources-2.md 11).
    static func createTarget(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let address = try parameters.requiredText("email_address")
        guard isMailAddress(address) else { throw Objection("Target could not be saved: invalid e-mail address.") }
        var texts: [(key: String, text: String)] = []
        for key in ObjectTypes.targetTexts {
            if let text = try parameters.presentText(key) { texts.append((key, text.trimmed)) }
        }
        let contribution = try workspace.contribution(of: SharedParameters(parameters, [.campaign, .filing]), needsSource: false)
        let related = try workspace.relatedObject(parameters)
        var draft =
            try workspace.find(ObjectTypes.target, ObjectIdentity.of(address))
            ?? workspace.findOrStart(ObjectTypes.target, ObjectIdentity.folded(address))
        if draft.isNew { draft.set("email_address", address.lowercased()) }
        for (key, text) in texts { draft.set(key, text) }
        try workspace.save(&draft, contribution)
        try workspace.relate(draft, to: related)
        return Outcome(code: 0, type: "Target", id: draft.id, message: "Target saved.")
    }

    /// Whether a text is an address by its form: a local part, one `@`, and a domain of at least two labels or an address literal.
    private static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 320, let domain = parts.last, !parts[0].isEmpty else { return false }
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F || "<>(),;\"\\".unicodeScalars.contains($0) })
        else { return false }
        if domain.hasPrefix("["), domain.hasSuffix("]") {
            return AddressType.ofAddress(String(domain.dropFirst().dropLast())) != nil
        }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && !labels.contains { $0.isEmpty || $0.hasPrefix("-") || $0.hasSuffix("-") }
    }
}
