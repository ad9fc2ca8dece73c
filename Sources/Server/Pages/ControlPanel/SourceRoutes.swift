import Accounts
import Hummingbird
import Model

/// Sources: add, switch, and what each role may do with them (crits-web.md M3, M5; crits-api.md 3.1).
struct SourceRoutes: Sendable {
    let site: Site
    private let part = ControlPanel.Part.sources

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        let add = part.needs(to: "add_new_source")
        let grant = part.needs(to: "control_panel_roles_edit")
        site.form(router, "control-panel/sources", part.need) { visit, state in
            list(try await visit.administration.sources(), visit, state, mayAdd: visit.may(add))
        } submit: { visit, form in
            guard visit.may(add) else { throw AccountError(.refused, field: "source", "needs \(add.description) to be added") }
            let name = form.text("source")
            try await visit.administration.addSource(name)
            return .done("'\(name)' was added; UberAdmin has everything on it, nobody else anything.", next: SourceRoutes.path(of: name))
        }
        site.action(router, "control-panel/sources/active", add, back: part.path) { visit, form in
            let (name, isActive) = (form["name"] ?? "", form["active"] == "true")
            try await visit.administration.setSource(name, isActive: isActive)
            return .done("'\(name)' is \(isActive ? "offered in forms again" : "no longer offered in forms").", next: part.path)
        }
        site.form(router, "control-panel/sources/edit", part.need) { visit, state in
            try await grantsPage(visit, state, mayGrant: visit.may(grant))
        } submit: { visit, form in
            guard visit.may(grant) else { throw AccountError(.refused, field: "source", "needs \(grant.description) for its grants") }
            let name = visit.query["name"] ?? ""
            let count = try await save(form, of: name, visit)
            return .done(
                count == 0 ? "Nothing was changed." : "The grants of \(count) \(count == 1 ? "role" : "roles") on '\(name)' changed.",
                next: SourceRoutes.path(of: name))
        }
    }

    private static func path(of name: String) -> String {
        "\(ControlPanel.Part.sources.path)edit/?name=\(FormFields.encode(name))"
    }

    private func list(_ sources: [Source], _ visit: Visit, _ state: FormState, mayAdd: Bool) -> PageView {
        let roles = site.directory.snapshot.roles.values
        let rows = sources.map { source -> [CellView] in
            let holders = roles.filter { role in role.sources.contains { $0.name == source.name } }.map(\.name).sorted()
            let action = ActionView(
                source.isActive ? "Switch off" : "Switch on", subject: source.name, path: "\(part.path)active/",
                hidden: [HiddenField("name", source.name), HiddenField("active", String(!source.isActive))])
            return [
                .head(source.name, link: SourceRoutes.path(of: source.name)),
                .badges([source.isActive ? BadgeView("offered", .good) : BadgeView("off")]),
                .badges(holders.map { BadgeView($0, .accent) }), .actions(mayAdd ? [action] : []),
            ]
        }
        var form = Form("source", action: part.path, fields: [.text("source", "Name", isRequired: true, maximumLength: 128)])
        form.title = "Add a source"
        form.submit = "Add the source"
        let table = TableView(
            columns: [.init("Source"), .init("In forms"), .init("Granted to"), .init("Actions", isHidden: true)], rows: rows,
            empty: "There is no source yet.")
        return ControlPanel.page(part, visit, blocks: [.table(table)] + (mayAdd ? [.form(state.view(form))] : []))
    }

    // One source

    /// What a role may be granted, in the order of the boxes.
    private static let rights: [(name: String, label: String, path: any WritableKeyPath<SourceGrant, Bool> & Sendable)] = [
        ("read", "read", \.read), ("write", "write", \.write), ("green", "TLP green", \.tlpGreen), ("amber", "TLP amber", \.tlpAmber),
        ("red", "TLP red", \.tlpRed),
    ]

    private func roles() -> [Role] {
        site.directory.snapshot.roles.values.filter { !BuiltInRoles.grantsEverything($0.name) }.sorted { $0.name < $1.name }
    }

    private func grantsPage(_ visit: Visit, _ state: FormState, mayGrant: Bool) async throws -> PageView {
        let name = visit.query["name"] ?? ""
        guard try await visit.administration.sources().contains(where: { $0.name == name }) else {
            throw AccountError(.unknown, field: "source", "there is no '\(name)'")
        }
        let options = SourceRoutes.rights.map { Field.Option($0.name, $0.label, isLocked: !mayGrant) }
        var form = Form(
            "grants", action: SourceRoutes.path(of: name),
            fields: roles().enumerated().map { Field("role-\($0.offset)", $0.element.name, .checks(options)) })
        form.title = "What each role may do with it"
        form.text = "The TLP boxes say which levels are shown to readers; white needs none. 'admin' and 'UberAdmin' have everything."
        form.submit = "Save the grants"
        var values: [String: [String]] = [:]
        for (position, role) in roles().enumerated() {
            guard let grant = role.sources.first(where: { $0.name == name }) else { continue }
            values["role-\(position)"] = SourceRoutes.rights.filter { grant[keyPath: $0.path] }.map(\.name)
        }
        return ControlPanel.page(part, visit, title: name, blocks: [.form(state.view(form, values))])
    }

    private func save(_ form: FormFields, of name: String, _ visit: Visit) async throws -> Int {
        var count = 0
        for (position, role) in roles().enumerated() {
            let chosen = Set(form.values(of: "role-\(position)"))
            var grant = SourceGrant(name: name)
            for right in SourceRoutes.rights { grant[keyPath: right.path] = chosen.contains(right.name) }
            guard grant != role.sources.first(where: { $0.name == name }) ?? SourceGrant(name: name) else { continue }
            try Delegation.check(visit, grant: grant)
            try await visit.administration.setSource(grant, role: role.name)
            count += 1
        }
        return count
    }
}
