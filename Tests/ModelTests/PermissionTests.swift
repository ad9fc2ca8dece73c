import Model
import Testing

/// The tables of crits-api.md 3.2 to 3.4, written down a second time in a shorthand: `a:x,y` is `a_x` and `a_y`.
private enum SpecifiedPermissions {
    static let general = """
        api_interface script_interface web_interface add_new_actor_identifier_type add_new_indicator_action add_new_raw_data_type
        add_new_signature_dependency add_new_signature_type add_new_source add_new_user_role add_new_tlds control_panel_read
        control_panel_system_read control_panel_general_read control_panel_general_edit control_panel_crits_read
        control_panel_crits_edit control_panel_ldap_read control_panel_ldap_edit control_panel_security_read
        control_panel_security_edit control_panel_downloading_read control_panel_downloading_edit
        control_panel_system_services_read control_panel_system_services_edit control_panel_logging_read control_panel_logging_edit
        control_panel_items_read control_panel_users_read control_panel_users_add control_panel_users_edit
        control_panel_users_active control_panel_roles_read control_panel_roles_edit control_panel_services_read
        control_panel_services_edit control_panel_audit_log_read recent_activity_read stix_import_add dns_timeline_read
        emails_timeline_read indicators_timeline_read
        """
    static let common = """
        read write delete download description:read,edit actions:read,add,edit,delete bucketlist:read,edit
        campaigns:read,add,edit,delete comments:read,add,edit,delete locations:read,add,edit,delete objects:read,add,edit,delete
        relationships:read,add,edit,delete releasability:read,add,delete screenshots:read,add,delete sectors:read,edit
        services:read,execute sources:read,add,edit,delete status:read,edit tickets:read,add,edit,delete
        """
    static let additions = [
        "Actor": "name:edit aliases:read,edit intended_effects:read,edit "
            + "motivations:read,edit sophistications:read,edit threat_types:read,edit actor_identifiers:read,edit,add,delete",
        "Backdoor": "aliases:read,edit name:edit version:edit",
        "Campaign": "aliases:read,edit ttps:read,add,delete",
        "Certificate": "",
        "Domain": "",
        "Email": "add_attachment header_field:edit,to_indicator raw_body:edit raw_header:edit",
        "Event": "add_sample title:edit type:edit",
        "Exploit": "",
        "Indicator": "type:edit threat_type:edit attack_type:edit confidence:edit impact:edit activity:read,add,edit,delete",
        "IP": "",
        "PCAP": "",
        "RawData": "upload_new_version tool:edit tool_description:edit data_type:edit "
            + "line_comment:add highlight:add highlight_line_date:edit highlight_comment:edit",
        "Sample": "upload_related:sample,pcap text_view yaml_view unrar_sample unzip_sample filename:edit filenames:add,remove",
        "Signature": "upload_new_version data_type:read,edit data_type_min_version:read,edit "
            + "data_type_max_version:read,edit data:read,edit dependencies:read,edit",
        "Target": "edit_details",
    ]

    static func expand(_ shorthand: String) -> [String] {
        shorthand.split(whereSeparator: \.isWhitespace).flatMap { word -> [String] in
            let parts = word.split(separator: ":")
            return parts.count == 1 ? [String(word)] : parts[1].split(separator: ",").map { "\(parts[0])_\($0)" }
        }
    }

    /// Every name with whether it is a general one.
    static let all: [String: Bool] = {
        var names: [String: Bool] = [:]
        for name in expand(general) { names[name] = true }
        for (type, own) in additions {
            for name in expand(common) + expand(own) { names["\(type).\(name)"] = false }
        }
        for name in ["read", "add", "delete"] { names["ActorIdentifier.actor_identifiers_\(name)"] = false }
        return names
    }()
}

@Suite("Permissions and built-in roles")
struct PermissionTests {
    @Test("the names are those of the specification")
    func names() {
        #expect(Permission.names == Set(SpecifiedPermissions.all.keys))
        #expect(Permission.all.count == Permission.names.count)
        #expect(
            Permission.all.count == 42 + 15 * 52
                + SpecifiedPermissions.additions.values.reduce(0) { $0 + SpecifiedPermissions.expand($1).count } + 3)
    }

    @Test("every permission of every built-in role", arguments: BuiltInRoles.all)
    func truth(_ role: Role) {
        let access = Access(username: "ann", roles: [role], sources: ["honeypots", "own"])
        for (name, isGeneral) in SpecifiedPermissions.all {
            let bare = name.split(separator: ".").last ?? ""
            let expected: Bool =
                switch role.name {
                case "admin", "UberAdmin": true
                case "Analyst": isGeneral ? bare.hasSuffix("_interface") : !bare.contains("delete")
                case "Read Only": isGeneral ? bare.hasSuffix("_interface") : bare.contains("read")
                default: false
                }
            #expect(access.isAllowed(name) == expected, "\(role.name) \(name)")
        }
        #expect(!access.isAllowed("Sample.") && !access.isAllowed("") && !access.isAllowed("read"))
        let all = ["admin", "UberAdmin"].contains(role.name)
        #expect(access.readableSources == (all ? ["honeypots", "own"] : []))
        #expect(access.isEverything == all && access.canWrite(source: "honeypots") == all && !access.canWrite(source: "unknown"))
        #expect(access.reader == (all ? .everything : ObjectReader(sources: [:])))
    }

    @Test("several roles: permissions and flags of each add up, source by source")
    func union() {
        let first = Role(
            name: "a", level: 10, permissions: ["IP.read"],
            sources: [
                SourceGrant(name: "x", read: true), SourceGrant(name: "y", write: true, tlpRed: true), SourceGrant.everything(on: "gone"),
            ])
        let second = Role(name: "b", level: nil, permissions: ["IP.write"], sources: [SourceGrant(name: "x", tlpGreen: true)])
        let access = Access(username: "ann", organization: "o", roles: [first, second], sources: ["x", "y", "z"])
        #expect(access.permissions == ["IP.read", "IP.write"] && access.level == 10)
        #expect(access.readableSources == ["x"] && access.writableSources == ["y"])
        // Red does not imply amber, and flags without `read` show nothing.
        #expect(access.tlpFlags("x") == [.green] && access.tlpFlags("y") == [] && access.tlpFlags("z") == [])
        #expect(access.reader == ObjectReader(sources: ["x": [.green]]))
        #expect(!access.canWrite(source: "gone"))
    }

    @Test("no role, nothing")
    func nothing() {
        let access = Access(username: "ann", roles: [])
        #expect(access.permissions.isEmpty && access.level == nil && !access.reaches(0))
    }
}
