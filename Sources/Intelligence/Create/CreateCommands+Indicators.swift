import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `indicators` (crits-resources-2.md 2).
    static func createIndicator(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        guard try parameters.text("source") != nil else { throw Objection.missingSource }
        let posted = try parameters.requiredText("value")
        let type = try parameters.requiredText("type")
        let value = try IndicatorValue(type: type, value: posted, options: workspace.options)
        let details = try IndicatorDetails(parameters)
        let contribution = try workspace.contribution(of: SharedParameters(parameters))
        let related = try workspace.relatedObject(parameters)

        let (draft, isNew) = try workspace.saveIndicator(value, contribution, details, posted: posted)
        try workspace.relate(draft, to: related)
        if parameters.flag("add_domain") {
            try workspace.addSubject(of: value, to: draft)
        } else if parameters.flag("add_relationship") {
            try workspace.relateToSubject(of: value, draft)
        }
        return Outcome(
            code: 0, type: "Indicator", id: draft.id, message: "Indicator \(isNew ? "added" : "updated"): \(draft.text("value") ?? "")")
    }

    /// POST `indicator_activity` (crits-resources-2.md 3).
    static func addIndicatorActivity(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        guard let id = try parameters.text("object_id"), let description = try parameters.text("description") else {
            throw Objection("Parameters object_id and description are required.")
        }
        let start = try parameters.date("start_date", now: workspace.now)
        let end = try parameters.date("end_date", now: workspace.now)
        guard let reference = try workspace.visible(ObjectTypes.indicator, id: id),
            var draft = try workspace.load(reference.type, reference.id)
        else { throw Objection("Could not find Indicator: \(id.shortened)") }
        let date = try workspace.freeDate(in: .activity, of: draft)
        var entry: Document = [
            "analyst": .string(workspace.caller.username), "date": .date(date), "description": .string(description),
            "start_date": .date(start ?? workspace.now),
        ]
        if let end { entry["end_date"] = .date(end) }
        try workspace.transaction.addPart(of: draft.type, id: draft.id, list: .activity, key: "", value: entry)
        try workspace.save(&draft)
        try workspace.audit(draft.reference, ["activity"])
        return Outcome(code: 0, type: "Indicator", id: draft.id, message: "Activity added.")
    }
}

/// What a POST says of an indicator beside its value (crits-resources-2.md 2.2).
struct IndicatorDetails {
    var threatTypes: [String] = []
    var attackTypes: [String] = []
    var status: String?
    var confidence = "unknown"
    var impact = "unknown"
    var description: String?

    /// Nothing beside the value.
    init() {}

    init(_ parameters: Parameters) throws(Objection) {
        threatTypes = try Self.types(parameters, "threat_type", Vocabulary.indicatorThreatTypes, "threat type")
        attackTypes = try Self.types(parameters, "attack_type", Vocabulary.indicatorAttackTypes, "attack type")
        status = try parameters.text("status")
        if let status, !Vocabulary.statuses.contains(status) { throw Objection("Invalid status: \(status.shortened)") }
        confidence = try Self.rating(parameters, "indicator_confidence", "indicator confidence")
        impact = try Self.rating(parameters, "indicator_impact", "indicator impact")
        description = try parameters.text("description")
    }

    private static func types(
        _ parameters: Parameters, _ name: String, _ values: [String], _ label: String
    ) throws(Objection) -> [String] {
        let posted = try parameters.list(name)
        for value in posted where !values.contains(value) { throw Objection("Unknown \(label): \(value.shortened)") }
        return posted
    }

    private static func rating(_ parameters: Parameters, _ name: String, _ label: String) throws(Objection) -> String {
        guard let text = try parameters.text(name) else { return "unknown" }
        guard Vocabulary.indicatorRatings.contains(text) else { throw Objection("Invalid \(label): \(text.shortened)") }
        return text
    }
}

extension Workspace {
    /// Finds or makes an indicator on the side of another object, with unknown threat and attack types.
    func upsertIndicator(_ value: IndicatorValue, _ contribution: Contribution, posted: String) throws -> ObjectDraft {
        try require("Indicator.write")
        return try saveIndicator(value, contribution, IndicatorDetails(), posted: posted).draft
    }

    /// Creates or merges (crits-resources-2.md 2.4); `posted` is the value as the client wrote it.
    func saveIndicator(
        _ value: IndicatorValue, _ contribution: Contribution, _ details: IndicatorDetails, posted: String
    ) throws -> (draft: ObjectDraft, isNew: Bool) {
        let lower = value.lower
        var draft = try findOrStart(ObjectTypes.indicator, ObjectIdentity.of(value.type, lower))
        let isNew = draft.isNew
        if isNew {
            draft.set("type", value.type)
            draft.set("value", value.value)
            draft.set("lower", lower)
            draft.set("description", details.description ?? "")
            draft.set("status", details.status)
        } else {
            if details.status != "New" { draft.set("status", details.status) }
            noteSighting(&draft, details.description, posted: posted)
        }
        uniteTypes("threat_types", details.threatTypes, &draft)
        uniteTypes("attack_types", details.attackTypes, &draft)
        raise("confidence", to: details.confidence, &draft)
        raise("impact", to: details.impact, &draft)
        try save(&draft, contribution)
        return (draft, isNew)
    }

    /// Appends the line that tells when and how a known value was seen again.
    private func noteSighting(_ draft: inout ObjectDraft, _ description: String?, posted: String) {
        let line = "Seen on \(now.documentText) as: \(posted)"
        let known = draft.text("description") ?? ""
        let new = description ?? ""
        if known.isEmpty {
            draft.set("description", new + "\n" + line)
        } else {
            draft.set("description", known + (new.isEmpty || new == known ? "" : "\n" + new) + "\n" + line)
        }
    }

    /// A union in which `Unknown` stands alone or not at all.
    private func uniteTypes(_ key: String, _ posted: [String], _ draft: inout ObjectDraft) {
        let united = ((draft.head[key]?.strings ?? []) + posted).uniqued.filter { $0 != "Unknown" }
        draft.head[key] = .strings(united.isEmpty ? ["Unknown"] : united)
    }

    /// Replaces a rating, with its analyst, by a higher one; a first rating is taken as it is.
    private func raise(_ key: String, to rating: String, _ draft: inout ObjectDraft) {
        let known = draft.head[key]?.document?["rating"]?.string
        let rank = { (text: String) in Vocabulary.indicatorRatings.firstIndex(of: text) ?? 0 }
        guard known.map({ rank(rating) > rank($0) }) ?? true else { return }
        draft.head[key] = .document(["analyst": .string(caller.username), "rating": .string(rating)])
    }

    /// Adds the domain or address that an indicator names, and relates the two (crits-resources-2.md 2.5).
    func addSubject(of value: IndicatorValue, to draft: ObjectDraft) throws {
        var contribution = try everything(contributedTo: draft)
        switch value.subject {
        case .none: return
        case .domain(let name):
            try require("Domain.write")
            contribution.tickets = []
            let domain = try upsertDomain(DomainName(name, options: options), contribution).draft
            try relate(draft.reference, "Related To", domain.reference)
        case .address(let address, let type):
            try require("IP.write")
            let ip = try upsertIP(address, type, contribution).draft
            try relate(draft.reference, "Related To", ip.reference)
        }
    }

    /// Relates an indicator to the domain or address that it names, where that exists.
    func relateToSubject(of value: IndicatorValue, _ draft: ObjectDraft) throws {
        let known: ObjectDraft? =
            switch value.subject {
            case .none: nil
            case .domain(let name): try find(ObjectTypes.domain, ObjectIdentity.of(name))
            case .address(let address, _): try find(ObjectTypes.ip, ObjectIdentity.of(address))
            }
        if let known { try relate(draft.reference, "Related To", known.reference) }
    }
}
