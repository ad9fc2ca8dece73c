import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `events` (crits-resources-1.md 10).
    static func createEvent(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        guard let title = try parameters.text("title"), let eventType = try parameters.text("event_type"),
            try parameters.text("source") != nil, let description = try parameters.text("description")
        else { throw Objection("Parameters title, event_type, source and description are required.") }
        guard Vocabulary.eventTypes.contains(eventType) else {
            throw Objection("\(eventType.shortened) is not a valid event type.")
        }
        var shared = try SharedParameters(parameters)
        let date = try parameters.date("date", now: workspace.now)
        var message = "Event added: \(title)"
        if let posted = shared.campaign {
            shared.campaign = try workspace.activeCampaign(named: posted)
            if shared.campaign == nil { message += "; the campaign is not valid: \(posted.shortened)" }
        }
        var contribution = try workspace.contribution(of: shared)
        for position in contribution.sources.indices { contribution.sources[position].date = date }
        var draft = workspace.start(ObjectTypes.event)
        draft.set("title", title)
        draft.set("event_type", eventType)
        draft.set("description", description)
        draft.set("event_id", randomUUID())
        try workspace.save(&draft, contribution)
        return Outcome(code: 0, type: "Event", id: draft.id, message: message)
    }
}

extension Workspace {
    /// The spelling of an active campaign, found by its name in any letter case; its exact name comes first.
    func activeCampaign(named name: String) throws -> String? {
        let ids = try transaction.ids(of: ObjectTypes.campaign, identity: ObjectIdentity.folded(name))
        var names: [String] = []
        for id in ids {
            guard let head = try transaction.head(of: ObjectTypes.campaign, id: id), head["active"]?.string != "off",
                let stored = head["name"]?.string
            else { continue }
            names.append(stored)
        }
        return names.contains(name) ? name : names.first
    }
}
