import Documents
import Model

extension CreateCommands {
    /// POST `domains` (crits-resources-1.md 8).
    static func createDomain(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let name = try DomainName(parameters.requiredText("domain"), options: workspace.options)
        let shared = try SharedParameters(parameters)
        let contribution = try workspace.contribution(of: shared)
        let address = try parameters.flag("add_ip") ? workspace.postedAddress(parameters, beside: contribution) : nil

        let (domain, isNew) = try workspace.upsertDomain(name, contribution)
        var message = "Domain \(isNew ? "added" : "updated"): \(name.name)"
        var ip: ObjectDraft?
        if let address {
            let upserted = try workspace.upsertIP(address.text, address.type, address.contribution).draft
            try workspace.relate(domain.reference, "Resolved To", upserted.reference)
            ip = upserted
        }
        if parameters.flag("add_indicators") {
            do {
                try workspace.addIndicators(for: domain, contribution, ip: ip, address)
            } catch let objection as Objection {
                message += "; indicators were not added: \(objection.message)"
            }
        }
        return Outcome(code: 0, type: "Domain", id: domain.id, message: message)
    }
}

/// The address of a POST of a domain, checked.
struct PostedAddress {
    let text: String
    let type: AddressType
    let contribution: Contribution
}

extension Workspace {
    /// The address to add with a domain (crits-resources-1.md 8.2, 8.5); found wrong before anything is stored.
    func postedAddress(_ parameters: Parameters, beside domain: Contribution) throws -> PostedAddress {
        try require("IP.write")
        let typeName = try parameters.text("ip_type") ?? "none given"
        guard let type = AddressType(rawValue: typeName) else { throw Objection("Invalid IP type: \(typeName.shortened)") }
        let text = try type.normalized(parameters.text("ip") ?? "")
        var contribution = domain
        if !parameters.flag("same_source") {
            contribution.sources = [
                try sourceEntry(
                    parameters.text("ip_source"), method: parameters.text("ip_method"), reference: parameters.text("ip_reference"),
                    tlp: SharedParameters.tlp(parameters, "ip_tlp"))
            ]
        }
        return PostedAddress(text: text, type: type, contribution: contribution)
    }

    /// Finds or makes a domain and its root, and relates the two; says whether the domain is new.
    func upsertDomain(_ name: DomainName, _ contribution: Contribution) throws -> (draft: ObjectDraft, isNew: Bool) {
        let (root, isNewRoot) = try upsertDomain(named: name.root, contribution)
        guard name.name != name.root else { return (root, isNewRoot) }
        let (full, isNew) = try upsertDomain(named: name.name, contribution)
        try relate(root.reference, "Supra-domain Of", full.reference)
        return (full, isNew)
    }

    private func upsertDomain(named name: String, _ contribution: Contribution) throws -> (draft: ObjectDraft, isNew: Bool) {
        var draft = try findOrStart(ObjectTypes.domain, ObjectIdentity.of(name))
        let isNew = draft.isNew
        draft.set("domain", name)
        draft.set("analyst", caller.username)
        try save(&draft, contribution)
        return (draft, isNew)
    }

    /// Indicators of a posted domain and of its address (crits-resources-1.md 8.6).
    func addIndicators(for domain: ObjectDraft, _ contribution: Contribution, ip: ObjectDraft?, _ address: PostedAddress?) throws {
        try require("Indicator.write")
        let method = "Indicator created or updated from Domain with ID \(domain.id)"
        func indicator(of draft: ObjectDraft, type: String, value: String, _ posted: Contribution) throws -> ObjectReference {
            var own = try everything(contributedTo: draft)
            own.sources += posted.sources.map {
                SourceEntry(name: $0.name, analyst: caller.username, method: method, reference: $0.reference, tlp: $0.tlp)
            }
            let made = try upsertIndicator(IndicatorValue(type: type, value: value, options: options), own, posted: value)
            try relate(draft.reference, "Related To", made.reference)
            return made.reference
        }
        let ofDomain = try indicator(of: domain, type: "Domain", value: domain.text("domain") ?? "", contribution)
        guard let ip, let address else { return }
        let ofAddress = try indicator(of: ip, type: address.type.rawValue, value: address.text, address.contribution)
        try relate(ofDomain, "Resolved To", ofAddress)
    }
}
