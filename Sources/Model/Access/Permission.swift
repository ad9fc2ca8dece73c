/// The names of all permissions (crits-api.md 3.3 and 3.4).
///
/// A general permission is a bare name; a type permission is `TYPE.NAME`, such as `Indicator.read`. Screenshots, comments and
/// services have none of their own: those of the object they hang on count.
public enum Permission {
    /// The type permissions of one type.
    public struct Block: Sendable, Equatable {
        /// Type name, such as `RawData`.
        public let type: String
        /// Names without the type, in the order of forms.
        public let names: [String]

        /// The names with the type, as roles hold them.
        public var permissions: [String] { names.map { "\(type).\($0)" } }
    }

    /// The general permissions that open the three interfaces.
    public static let interfaces = ["api_interface", "script_interface", "web_interface"]

    /// General permissions, in the order of forms.
    public static let general: [String] = [
        "api_interface", "script_interface", "web_interface", "add_new_actor_identifier_type", "add_new_indicator_action",
        "add_new_raw_data_type", "add_new_signature_dependency", "add_new_signature_type", "add_new_source", "add_new_user_role",
        "add_new_tlds", "control_panel_read", "control_panel_system_read", "control_panel_general_read",
        "control_panel_general_edit", "control_panel_crits_read", "control_panel_crits_edit", "control_panel_ldap_read",
        "control_panel_ldap_edit", "control_panel_security_read", "control_panel_security_edit", "control_panel_downloading_read",
        "control_panel_downloading_edit", "control_panel_system_services_read", "control_panel_system_services_edit",
        "control_panel_logging_read", "control_panel_logging_edit", "control_panel_items_read", "control_panel_users_read",
        "control_panel_users_add", "control_panel_users_edit", "control_panel_users_active", "control_panel_roles_read",
        "control_panel_roles_edit", "control_panel_services_read", "control_panel_services_edit", "control_panel_audit_log_read",
        "recent_activity_read", "stix_import_add", "dns_timeline_read", "emails_timeline_read", "indicators_timeline_read",
    ]

    /// The type permissions of every type, by type name.
    public static let blocks: [Block] = additions.map { type, names in
        // Identifiers only have the permissions of the actors' table of them.
        Block(type: type, names: type == "ActorIdentifier" ? names : common + names)
    }

    /// Every permission: the general ones, then type by type.
    public static let all: [String] = general + blocks.flatMap(\.permissions)

    /// All of ``all``, for look-ups.
    public static let names = Set(all)

    /// Names that every type but `ActorIdentifier` has.
    private static let common: [String] = [
        "read", "write", "delete", "download", "description_read", "description_edit", "actions_read", "actions_add", "actions_edit",
        "actions_delete", "bucketlist_read", "bucketlist_edit", "campaigns_read", "campaigns_add", "campaigns_edit",
        "campaigns_delete", "comments_read", "comments_add", "comments_edit", "comments_delete", "locations_read", "locations_add",
        "locations_edit", "locations_delete", "objects_read", "objects_add", "objects_edit", "objects_delete", "relationships_read",
        "relationships_add", "relationships_edit", "relationships_delete", "releasability_read", "releasability_add",
        "releasability_delete", "screenshots_read", "screenshots_add", "screenshots_delete", "sectors_read", "sectors_edit",
        "services_read", "services_execute", "sources_read", "sources_add", "sources_edit", "sources_delete", "status_read",
        "status_edit", "tickets_read", "tickets_add", "tickets_edit", "tickets_delete",
    ]

    /// What a type has beyond the common names.
    private static let additions: [(type: String, names: [String])] = [
        (
            "Actor",
            [
                "actor_identifiers_add", "actor_identifiers_delete", "actor_identifiers_edit", "actor_identifiers_read",
                "aliases_edit", "aliases_read", "intended_effects_edit", "intended_effects_read", "motivations_edit",
                "motivations_read", "name_edit", "sophistications_edit", "sophistications_read", "threat_types_edit",
                "threat_types_read",
            ]
        ),
        ("ActorIdentifier", ["actor_identifiers_add", "actor_identifiers_delete", "actor_identifiers_read"]),
        ("Backdoor", ["aliases_edit", "aliases_read", "name_edit", "version_edit"]),
        ("Campaign", ["aliases_edit", "aliases_read", "ttps_add", "ttps_delete", "ttps_read"]),
        ("Certificate", []),
        ("Domain", []),
        ("Email", ["add_attachment", "header_field_edit", "header_field_to_indicator", "raw_body_edit", "raw_header_edit"]),
        ("Event", ["add_sample", "title_edit", "type_edit"]),
        ("Exploit", []),
        (
            "Indicator",
            [
                "activity_add", "activity_delete", "activity_edit", "activity_read", "attack_type_edit", "confidence_edit",
                "impact_edit", "threat_type_edit", "type_edit",
            ]
        ),
        ("IP", []),
        ("PCAP", []),
        (
            "RawData",
            [
                "data_type_edit", "highlight_add", "highlight_comment_edit", "highlight_line_date_edit", "line_comment_add",
                "tool_description_edit", "tool_edit", "upload_new_version",
            ]
        ),
        (
            "Sample",
            [
                "filename_edit", "filenames_add", "filenames_remove", "text_view", "unrar_sample", "unzip_sample",
                "upload_related_pcap", "upload_related_sample", "yaml_view",
            ]
        ),
        (
            "Signature",
            [
                "data_edit", "data_read", "data_type_edit", "data_type_max_version_edit", "data_type_max_version_read",
                "data_type_min_version_edit", "data_type_min_version_read", "data_type_read", "dependencies_edit",
                "dependencies_read", "upload_new_version",
            ]
        ),
        ("Target", ["edit_details"]),
    ]
}
