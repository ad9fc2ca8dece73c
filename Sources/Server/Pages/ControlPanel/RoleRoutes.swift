import Accounts
import Hummingbird
import Model

/// Roles: list, add, the permission matrix, grants on sources, delete, and what several give together (crits-web.md M3, M4).
struct RoleRoutes: Sendable {
    let site: Site
    private let part = ControlPanel.Part.roles

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        let edit = part.needs(to: "control_panel_roles_edit")
        let add = part.needs(to: "add_new_user_role")
        site.show(router, "control-panel/roles", part.need) { visit in try await list(visit, mayAdd: visit.may(add)) }
        site.form(router, "control-panel/roles/add", add) { visit, state in
            ControlPanel.page(part, visit, title: "Add a role", blocks: [.form(state.view(addForm))])
        } submit: { visit, form in
            let (name, level, other) = (form.text("role"), form.text("level"), form.text("copy"))
            if !other.isEmpty { try Delegation.check(visit, site.directory.snapshot, roles: [other]) }
            try Delegation.check(visit, level: Parameters.integer(level))
            if !level.isEmpty, Parameters.integer(level) == nil {
                throw AccountError(.invalid, field: "level", "must be a whole number from 0 to 100")
            }
            try await visit.administration.addRole(name, level: Parameters.integer(level), copying: other.isEmpty ? nil : other)
            return .done("'\(name)' was added.", next: RoleRoutes.path(of: name))
        }
        site.form(router, "control-panel/roles/edit", part.need) { visit, state in
            try await editPage(visit, state, mayEdit: visit.may(edit))
        } submit: { visit, form in
            guard visit.may(edit) else { throw AccountError(.refused, field: "Role", "needs \(edit.description) to be changed") }
            let name = visit.query["name"] ?? ""
            let count = try await savePermissions(form, of: name, visit)
            let text = count == 0 ? "Nothing was changed." : "\(count) \(count == 1 ? "permission" : "permissions") of '\(name)' changed."
            return .done(text, next: RoleRoutes.path(of: name))
        }
        site.action(router, "control-panel/roles/delete", edit, back: part.path) { visit, form in
            let name = form["name"] ?? ""
            try await visit.administration.deleteRole(name)
            return .done("'\(name)' was deleted.", next: part.path)
        }
        site.show(router, "control-panel/roles/combined", part.need) { visit in combined(visit) }
    }

    private static func path(of name: String) -> String {
        "\(ControlPanel.Part.roles.path)edit/?name=\(FormFields.encode(name))"
    }

    // List

    private func list(_ visit: Visit, mayAdd: Bool) async throws -> PageView {
        let roles = try await visit.administration.roles()
        let holders = try await visit.administration.users().flatMap(\.roles).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return ControlPanel.page(
            part, visit, links: mayAdd ? [LinkView("Add a role", "\(part.path)add/")] : [],
            blocks: [
                .table(
                    TableView(
                        columns: [
                            .init("Role"), .init("Level", isNumber: true), .init("Permissions", isNumber: true),
                            .init("Sources", isNumber: true), .init("Held by", isNumber: true), .init("Kind"),
                        ],
                        rows: roles.map { role in
                            let isEverything = BuiltInRoles.grantsEverything(role.name)
                            return [
                                .head(
                                    role.name, link: RoleRoutes.path(of: role.name), note: role.description.isEmpty ? nil : role.description
                                ),
                                .amount(role.level.map(String.init) ?? (isEverything ? "100" : "–")),
                                .amount(isEverything ? "all" : String(role.permissions.count)),
                                .amount(isEverything ? "all" : String(role.sources.count)), .number(holders[role.name] ?? 0),
                                .badges(role.isBuiltIn ? [BadgeView("built in")] : [BadgeView("own", .accent)]),
                            ]
                        }, empty: "There is no role."))
            ])
    }

    private var addForm: Form {
        let roles = site.directory.snapshot.roles.keys.sorted()
        var form = Form(
            "role", action: "\(part.path)add/",
            fields: [
                .text("role", "Name", isRequired: true, maximumLength: 128).focused,
                .number(
                    "level", "Level of the honeypot API", range: 0...BuiltInRoles.administratorLevel,
                    help: "100 everything, 70 raw messages, 60 sessions, 10 dorks; empty: none.", isRequired: false),
                Field(
                    "copy", "Start with the permissions of", .select([.init("", "nothing")] + roles.map { .init($0) }),
                    help: "They can be changed afterwards."),
            ])
        form.submit = "Add the role"
        form.cancel = part.path
        return form
    }

    // One role

    private func editPage(_ visit: Visit, _ state: FormState, mayEdit: Bool) async throws -> PageView {
        let name = visit.query["name"] ?? ""
        let role = try await visit.administration.role(name)
        let holders = try await visit.administration.users().filter { $0.roles.contains(name) }.map(\.name).sorted()
        var blocks: [Block] = [
            .facts(
                FactsView(
                    title: nil,
                    items: [
                        .init("Level", role.level.map(String.init) ?? (BuiltInRoles.grantsEverything(name) ? "100" : "none")),
                        .init("Held by", holders.isEmpty ? "nobody" : holders.prefix(20).joined(separator: ", ")),
                        .init("Kind", role.isBuiltIn ? "built in" : "own"),
                    ]))
        ]
        if BuiltInRoles.grantsEverything(name) {
            blocks.append(
                .notice(NoticeView(.info, "'\(name)' grants every permission and everything on every source; it can't be changed.")))
        } else {
            blocks.append(.table(RoleRoutes.sources(role.sources, title: "Sources", empty: "It grants nothing on any source.")))
            blocks.append(.form(state.view(RoleRoutes.matrix(role, isLocked: !mayEdit), RoleRoutes.values(role.permissions))))
            if mayEdit, !role.isBuiltIn { blocks.append(.form(deleteForm(name))) }
        }
        return ControlPanel.page(part, visit, title: name, lead: role.description.isEmpty ? nil : role.description, blocks: blocks)
    }

    /// Every permission as a box, grouped by type.
    private static func matrix(_ role: Role, isLocked: Bool) -> Form {
        var form = Form(
            "permissions", action: path(of: role.name),
            fields: groups.map { group in
                var field = Field(
                    group.name, group.label,
                    .checks(
                        group.permissions.map {
                            .init($0, $0.hasPrefix(group.prefix) ? String($0.dropFirst(group.prefix.count)) : $0, isLocked: isLocked)
                        }))
                field.isCounted = true
                return field
            })
        form.title = "Permissions"
        form.submit = "Save the permissions"
        return form
    }

    private struct Group {
        let name: String
        let label: String
        let prefix: String
        let permissions: [String]
    }

    private static let groups: [Group] =
        [Group(name: "general", label: "General", prefix: "", permissions: Permission.general)]
        + Permission.blocks.map { Group(name: $0.type, label: $0.type, prefix: "\($0.type).", permissions: $0.permissions) }

    private static func values(_ permissions: Set<String>) -> [String: [String]] {
        Dictionary(uniqueKeysWithValues: groups.map { ($0.name, $0.permissions.filter(permissions.contains)) })
    }

    private func savePermissions(_ form: FormFields, of name: String, _ visit: Visit) async throws -> Int {
        let role = try await visit.administration.role(name)
        let wanted = Set(RoleRoutes.groups.flatMap { form.values(of: $0.name) }).intersection(Permission.names)
        let present = role.permissions.intersection(Permission.names)
        let (granted, denied) = (wanted.subtracting(present).sorted(), present.subtracting(wanted).sorted())
        try Delegation.check(visit, permissions: granted)
        if !granted.isEmpty { try await visit.administration.setPermissions(granted, granted: true, role: name) }
        if !denied.isEmpty { try await visit.administration.setPermissions(denied, granted: false, role: name) }
        return granted.count + denied.count
    }

    private func deleteForm(_ name: String) -> FormView {
        var form = Form("delete", action: "\(part.path)delete/")
        form.title = "Delete the role"
        form.text = "Only a role that nobody holds can be deleted."
        form.hidden = [HiddenField("name", name)]
        form.submit = "Delete the role"
        form.isDanger = true
        form.confirmation = "Delete the role '\(name)'?"
        return form.view()
    }

    static func sources(_ grants: [SourceGrant], title: String, empty: String) -> TableView {
        TableView(
            title: title, columns: [.init("Source"), .init("Access"), .init("Levels shown")],
            rows: grants.sorted { $0.name < $1.name }.map { grant in
                [
                    .head(grant.name),
                    .badges(
                        [grant.read ? BadgeView("read", .good) : nil, grant.write ? BadgeView("write", .accent) : nil].compactMap { $0 }),
                    .badges(
                        [
                            grant.tlpGreen ? BadgeView("green", .good) : nil, grant.tlpAmber ? BadgeView("amber", .warn) : nil,
                            grant.tlpRed ? BadgeView("red", .bad) : nil,
                        ].compactMap { $0 }),
                ]
            }, empty: empty)
    }

    // Several roles

    private func combined(_ visit: Visit) -> PageView {
        let snapshot = site.directory.snapshot
        let chosen = visit.query.values(of: "roles")
        var form = Form(
            "combined", action: ControlPanel.Part.preview.path,
            fields: [
                Field(
                    "roles", "Roles",
                    .checks(snapshot.roles.values.sorted { $0.name < $1.name }.map { .init($0.name, note: $0.level.map { "level \($0)" }) })
                )
            ])
        form.isFilter = true
        form.submit = "Combine"
        var blocks: [Block] = [.form(form.view(["roles": chosen]))]
        if !chosen.isEmpty {
            blocks += RoleRoutes.result(RoleUnion(chosen.compactMap { snapshot.roles[$0] }, sources: Set(snapshot.sources.map(\.name))))
        }
        return ControlPanel.page(
            .preview, visit, lead: "What a set of roles may do together: the union of what each grants.", blocks: blocks)
    }

    private static func result(_ union: RoleUnion) -> [Block] {
        let rows = groups.map { group -> [CellView] in
            let granted = group.permissions.filter(union.permissions.contains)
            let isAll = granted.count == group.permissions.count
            return [
                .head(group.label), .amount("\(granted.count) of \(group.permissions.count)"),
                .text(
                    isAll
                        ? "all"
                        : granted.map { $0.hasPrefix(group.prefix) ? String($0.dropFirst(group.prefix.count)) : $0 }.joined(separator: ", ")
                ),
            ]
        }
        return [
            .facts(
                FactsView(
                    title: "Together",
                    items: [
                        .init("Level of the honeypot API", union.level.map(String.init) ?? "none"),
                        .init("Permissions", "\(union.permissions.count) of \(Permission.all.count)"),
                        .init("Sources", union.isEverything ? "everything on every source" : "\(union.grants.count)"),
                    ])),
            .table(sources(Array(union.grants.values), title: "Sources", empty: "Nothing on any source.")),
            .table(
                TableView(
                    title: "Permissions", columns: [.init("Group"), .init("Granted", isNumber: true), .init("Names")], rows: rows,
                    empty: "None.")),
        ]
    }
}
