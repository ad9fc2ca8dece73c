import Documents

/// One PATCH action: who may run it, on what, and the function that does it (crits-actions.md 3).
struct ActionEntry: Sendable {
    /// Changes the document; gives the entry it made or changed.
    typealias Command = @Sendable (inout ActionContext) throws -> Document?

    /// The type it is for; nil for all.
    let type: String?
    /// Permission names within the type that are needed, by what is asked for.
    let permission: @Sendable (ActionArguments) -> String
    /// What the caller lacks the permission to do.
    let purpose: String
    let command: Command
}

/// Where an action was asked for.
public enum ActionDoor: Sendable {
    /// PATCH of the API: the actions that clients know.
    case api
    /// Pages for people: these, and what the API has no action for.
    case pages
}

/// All PATCH actions by name: the seed's 32, the later spellings of two, and ours for campaigns.
enum ActionTable {
    static func entry(_ name: String, for type: String, from door: ActionDoor) -> ActionEntry? {
        guard let entry = entries[name] ?? (door == .pages ? pages[name] : nil), entry.type == nil || entry.type == type else { return nil }
        return entry
    }

    /// The type that each action is for; nil for all.
    static var types: [String: String?] { entries.mapValues(\.type) }

    private static let entries = common.merging(special) { first, _ in first }

    private static let common: [String: ActionEntry] = [
        "action_add": all("actions_add", "add an action", ActionActions.add),
        "action_update": all("actions_edit", "modify an action", ActionActions.update),
        "action_remove": all("actions_delete", "remove an action", ActionActions.remove),
        "add_object": all("objects_add", "add an object", ObjectActions.add),
        "add_releasability": all("releasability_add", "add releasability", ReleasabilityActions.add),
        "campaign_add": all("campaigns_add", "add a campaign", AttributeActions.addCampaign),
        "campaign_edit": all("campaigns_edit", "modify a campaign", AttributeActions.editCampaign),
        "campaign_remove": all("campaigns_delete", "remove a campaign", AttributeActions.removeCampaign),
        "description_update": all("description_edit", "modify the description", AttributeActions.updateDescription),
        "forge_relationship": all("relationships_add", "add a relationship", RelationshipActions.forge),
        "result_to_indicator": all("services_read", "make indicators of results", ResultActions.makeIndicators),
        "result_to_object": all("objects_add", "add an object", ResultActions.makeObjects),
        "run_service": all("services_execute", "run services", ServiceActions.run),
        "source_remove": all("sources_delete", "remove a source", SourceActions.remove),
        "status_update": all("status_edit", "modify the status", AttributeActions.updateStatus),
        "ticket_add": all("tickets_add", "add a ticket", TicketActions.add),
        "ticket_update": all("tickets_edit", "modify a ticket", TicketActions.update),
        "ticket_remove": all("tickets_delete", "remove a ticket", TicketActions.remove),
        "source_add_update": ActionEntry(
            type: nil,
            permission: { arguments in
                (try? arguments.optionalText("action_type"))?.lowercased() == "add" ? "sources_add" : "sources_edit"
            }, purpose: "change sources", command: SourceActions.addOrUpdate),
    ]

    private static let special: [String: ActionEntry] = [
        "update_actor_tags": ActionEntry(
            type: "Actor",
            permission: { arguments in
                let kind = (try? arguments.optionalText("tag_type")) ?? ""
                return (ActorActions.tagAttributes[kind] ?? "motivations") + "_edit"
            }, purpose: "modify tags", command: ActorActions.updateTags),
        "attribute_actor_identifier": one(
            "Actor", "actor_identifiers_add", "attribute an identifier", ActorActions.attributeIdentifier),
        "set_identifier_confidence": one("Actor", "actor_identifiers_edit", "modify an identifier", ActorActions.setConfidence),
        "remove_attribution": one("Actor", "actor_identifiers_delete", "remove an identifier", ActorActions.removeAttribution),
        "set_actor_name": one("Actor", "name_edit", "modify the name", ActorActions.setName),
        "update_actor_aliases": one("Actor", "aliases_edit", "modify aliases", ActorActions.updateAliases),
        "activity_add": one("Indicator", "activity_add", "add an activity", IndicatorActions.addActivity),
        "activity_update": one("Indicator", "activity_edit", "modify an activity", IndicatorActions.updateActivity),
        "activity_remove": one("Indicator", "activity_delete", "remove an activity", IndicatorActions.removeActivity),
        "ci_update": ActionEntry(
            type: "Indicator",
            permission: { arguments in
                (try? arguments.optionalText("ci_type")) == "impact" ? "impact_edit" : "confidence_edit"
            }, purpose: "modify confidence or impact", command: IndicatorActions.updateRating),
        "set_indicator_attack_type": attackTypes,
        "modify_attack_types": attackTypes,
        "set_indicator_threat_type": threatTypes,
        "modify_threat_types": threatTypes,
        "update_dependency": one("Signature", "dependencies_edit", "modify dependencies", SignatureActions.updateDependency),
        "update_min_version": one(
            "Signature", "data_type_min_version_edit", "modify the minimum version", SignatureActions.updateMinimumVersion),
        "update_max_version": one(
            "Signature", "data_type_max_version_edit", "modify the maximum version", SignatureActions.updateMaximumVersion),
        "update_signature_data": one("Signature", "data_edit", "modify the signature", SignatureActions.updateData),
        "update_signature_type": one("Signature", "data_type_edit", "modify the type", SignatureActions.updateType),
        "update_title": one("Signature", "write", "modify the title", SignatureActions.updateTitle),
    ]

    /// What only pages do (crits-web.md 4.3); to clients these names are unknown.
    private static let pages: [String: ActionEntry] = [
        "relationship_update": all("relationships_edit", "modify a relationship", RelationshipActions.update),
        "relationship_remove": all("relationships_delete", "remove a relationship", RelationshipActions.remove),
        "object_remove": all("objects_delete", "remove an object", ObjectActions.remove),
        "releasability_remove": all("releasability_delete", "remove releasability", ReleasabilityActions.remove),
        "releasability_instance_add": all("releasability_add", "add releasability", ReleasabilityActions.addInstance),
        "releasability_instance_remove": all("releasability_delete", "remove releasability", ReleasabilityActions.removeInstance),
        "bucket_list_update": all("bucketlist_edit", "modify the bucket list", FilingActions.setBuckets),
        "sectors_update": all("sectors_edit", "modify sectors", FilingActions.setSectors),
        "location_add": all("locations_add", "add a location", FilingActions.addLocation),
        "location_remove": all("locations_delete", "remove a location", FilingActions.removeLocation),
    ]

    private static let attackTypes = one("Indicator", "attack_type_edit", "modify attack types", IndicatorActions.setAttackTypes)
    private static let threatTypes = one("Indicator", "threat_type_edit", "modify threat types", IndicatorActions.setThreatTypes)

    private static func all(_ permission: String, _ purpose: String, _ command: @escaping ActionEntry.Command) -> ActionEntry {
        ActionEntry(type: nil, permission: { _ in permission }, purpose: purpose, command: command)
    }

    private static func one(
        _ type: String, _ permission: String, _ purpose: String, _ command: @escaping ActionEntry.Command
    ) -> ActionEntry {
        ActionEntry(type: type, permission: { _ in permission }, purpose: purpose, command: command)
    }
}
