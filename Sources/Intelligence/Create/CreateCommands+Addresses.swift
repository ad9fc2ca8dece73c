import Documents
import Model

extension CreateCommands {
    /// POST `ips` (crits-resources-2.md 4).
    static func createIP(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        guard let text = try parameters.text("ip"), let typeName = try parameters.text("ip_type"),
            try parameters.text("source") != nil
        else { throw Objection("Parameters ip, ip_type and source are required.") }
        guard let type = AddressType(rawValue: typeName) else { throw Objection("Unknown IP type: \(typeName.shortened)") }
        let address = try type.normalized(text)
        let shared = try SharedParameters(parameters)
        let contribution = try workspace.contribution(of: shared)
        let related = try workspace.relatedObject(parameters)
        let description = try parameters.text("description")
        let reference = try parameters.text("indicator_reference")
        let (draft, isNew) = try workspace.upsertIP(address, type, contribution, description: description ?? "")
        try workspace.relate(draft, to: related)
        var message = "IP \(isNew ? "added" : "updated"): \(address)"
        if parameters.flag("add_indicator") {
            var own = contribution
            own.campaigns = []
            for position in own.sources.indices { own.sources[position].reference = reference }
            do {
                let indicator = try workspace.upsertIndicator(
                    IndicatorValue(type: type.rawValue, value: address, options: workspace.options), own, posted: text)
                try workspace.relate(draft.reference, "Related To", indicator.reference)
            } catch let objection as Objection {
                message += "; the indicator was not added: \(objection.message)"
            }
        }
        return Outcome(code: 0, type: "IP", id: draft.id, message: message)
    }
}

extension Workspace {
    /// Finds or makes an address in its normal form; says whether it is new. An existing one keeps its type.
    func upsertIP(
        _ address: String, _ type: AddressType, _ contribution: Contribution, description: String? = nil
    ) throws -> (draft: ObjectDraft, isNew: Bool) {
        var draft = try findOrStart(ObjectTypes.ip, ObjectIdentity.of(address))
        let isNew = draft.isNew
        if isNew {
            draft.set("ip", address)
            draft.set("type", type.rawValue)
            draft.set("description", description)
        } else if let description, !description.isEmpty {
            draft.appendDescription(description)
        }
        try save(&draft, contribution)
        return (draft, isNew)
    }
}
