import Accounts
import Documents
import Hummingbird
import Model
import Storage

/// Users: list, add, edit, roles, activate, unlock, reset the password (crits-web.md M1, M2).
struct UserRoutes: Sendable {
    let site: Site
    private let part = ControlPanel.Part.users

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        let (add, edit) = (part.needs(to: "control_panel_users_add"), part.needs(to: "control_panel_users_edit"))
        let activate = part.needs(to: "control_panel_users_active")
        site.show(router, "control-panel/users", part.need) { visit in
            try await list(visit, mayAdd: visit.may(add), mayActivate: visit.may(activate))
        }
        site.form(router, "control-panel/users/add", add) { visit, state in
            ControlPanel.page(
                part, visit, title: "Add a user", blocks: [.form(state.view(addForm(visit), ["roles": ["access_normalized"]]))])
        } submit: { visit, form in
            let roles = form.values(of: "roles")
            guard !roles.isEmpty else { throw AccountError(.invalid, field: "roles", "must be at least one") }
            try Delegation.check(visit, site.directory.snapshot, roles: roles)
            let name = form.text("username")
            try await visit.administration.addUser(
                name, roles: roles, password: form["password"] ?? "", email: form.text("email"), description: form.text("description"))
            return .done("'\(name)' was added and has to choose a new password at the first log-in.", next: UserRoutes.path(of: name))
        }
        site.form(router, "control-panel/users/edit", part.need) { visit, state in
            try await editPage(visit, state, mayEdit: visit.may(edit), mayActivate: visit.may(activate))
        } submit: { visit, form in
            guard visit.may(edit) else { throw AccountError(.refused, field: "User", "needs \(edit.description) to be changed") }
            let name = visit.query["name"] ?? ""
            try await save(form, of: name, visit)
            return .done("'\(name)' was saved.", next: UserRoutes.path(of: name))
        }
        site.form(router, "control-panel/users/password", edit) { visit, state in
            let name = visit.query["name"] ?? ""
            return ControlPanel.page(
                part, visit, title: "New password for \(name)", blocks: [.form(state.view(UserRoutes.passwordForm(name)))])
        } submit: { visit, form in
            let name = visit.query["name"] ?? ""
            try Delegation.check(visit, site.directory.snapshot, user: name)
            try await visit.administration.setPassword(form["password"] ?? "", user: name)
            return .done("'\(name)' has a new password; all log-ins of '\(name)' have ended.", next: UserRoutes.path(of: name))
        }
        site.action(router, "control-panel/users/second-factor", edit, back: part.path) { visit, form in
            let name = form["name"] ?? ""
            try Delegation.check(visit, site.directory.snapshot, user: name)
            try await visit.administration.removeSecondFactor(user: name)
            return .done("The second factor of '\(name)' was removed.", next: UserRoutes.path(of: name))
        }
        site.action(router, "control-panel/users/active", activate, back: part.path) { visit, form in
            let name = form["name"] ?? ""
            let isActive = form["active"] == "true"
            try Delegation.check(visit, site.directory.snapshot, user: name)
            try await visit.administration.setActive(isActive, user: name)
            return .done("'\(name)' is \(isActive ? "active" : "disabled") now.", next: part.path)
        }
    }

    private static func path(of name: String) -> String {
        "\(ControlPanel.Part.users.path)edit/?name=\(FormFields.encode(name))"
    }

    // List

    private func list(_ visit: Visit, mayAdd: Bool, mayActivate: Bool) async throws -> PageView {
        let wanted = visit.query.text("q").lowercased()
        let users = try await visit.administration.users()
        let states = try await visit.administration.store.loginStates()
        let stateOf = Dictionary(states.map { ($0.user, $0) }) { first, _ in first }
        let found = users.filter { user in
            wanted.isEmpty || [user.name, user.email, user.firstName, user.lastName].contains { $0.lowercased().contains(wanted) }
        }
        var search = Form("search", action: part.path, fields: [.text("q", "Name or e-mail", maximumLength: 128)])
        search.isFilter = true
        search.submit = "Find"
        return ControlPanel.page(
            part, visit, links: mayAdd ? [LinkView("Add a user", "\(part.path)add/")] : [],
            blocks: [
                .form(search.view(["q": [visit.query.text("q")]])),
                .table(
                    TableView(
                        columns: [
                            .init("User"), .init("E-mail"), .init("Roles"), .init("State"), .init("Last log-in (UTC)"),
                            .init("Actions", isHidden: true),
                        ],
                        rows: found.map { row($0, stateOf[$0.name] ?? LoginState(user: $0.name), mayActivate: mayActivate) },
                        empty: "No user fits.")),
            ])
    }

    private func row(_ user: User, _ state: LoginState, mayActivate: Bool) -> [CellView] {
        let names = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        return [
            .head(user.name, link: UserRoutes.path(of: user.name), note: names.isEmpty ? nil : names), .text(user.email),
            .badges(user.roles.sorted().map { BadgeView($0, .accent) }), .badges(badges(user, state)),
            .time(state.lastLogin.map(PageTime.text) ?? "never"), .actions(mayActivate ? actions(user, state) : []),
        ]
    }

    private func badges(_ user: User, _ state: LoginState) -> [BadgeView] {
        var badges = [user.isActive ? BadgeView("active", .good) : BadgeView("disabled", .bad)]
        if isLocked(state) { badges.append(BadgeView("locked", .warn)) }
        if user.mustChangePassword { badges.append(BadgeView("must change password")) }
        if user.sealedTOTPSecret != nil { badges.append(BadgeView("second factor")) }
        return badges
    }

    private func isLocked(_ state: LoginState) -> Bool {
        state.lockedUntil.map { $0 > .now } ?? false
    }

    private func actions(_ user: User, _ state: LoginState) -> [ActionView] {
        let path = "\(part.path)active/"
        let field: (Bool) -> [HiddenField] = { [HiddenField("name", user.name), HiddenField("active", String($0))] }
        if !user.isActive { return [ActionView("Activate", subject: user.name, path: path, hidden: field(true))] }
        var actions: [ActionView] = []
        if isLocked(state) { actions.append(ActionView("Unlock", subject: user.name, path: path, hidden: field(true))) }
        actions.append(
            ActionView(
                "Disable", subject: user.name, path: path, hidden: field(false),
                confirmation: "Disable '\(user.name)'? Log-ins end and keys open nothing until the account is activated again.",
                isDanger: true))
        return actions
    }

    // One user

    private func editPage(_ visit: Visit, _ state: FormState, mayEdit: Bool, mayActivate: Bool) async throws -> PageView {
        let name = visit.query["name"] ?? ""
        guard let user = try await visit.administration.users().first(where: { $0.name == name }) else {
            throw AccountError(.unknown, field: "user", "there is no '\(name)'")
        }
        let login = try await visit.administration.loginState(of: name)
        var blocks: [Block] = [
            .facts(
                FactsView(
                    title: nil,
                    items: [
                        .init("State", badges: badges(user, login)),
                        .init("Last log-in", login.lastLogin.map { PageTime.text($0) + " UTC" } ?? "never"),
                        .init("Wrong passwords since", String(login.failures)),
                        .init("Member since", PageTime.text(user.created) + " UTC"),
                    ]))
        ]
        if mayEdit {
            blocks.append(.form(state.view(editForm(visit, user), UserRoutes.values(of: user))))
            blocks.append(
                .cards(
                    CardsView(
                        title: nil,
                        items: [
                            .init(
                                "New password", "Sets a password that has to be changed at the next log-in",
                                link: "\(part.path)password/?name=\(FormFields.encode(name))")
                        ])))
            if user.sealedTOTPSecret != nil { blocks.append(.form(factorForm(name))) }
        }
        return ControlPanel.page(part, visit, title: name, blocks: blocks)
    }

    private func save(_ form: FormFields, of name: String, _ visit: Visit) async throws {
        guard let user = try await visit.administration.users().first(where: { $0.name == name }) else {
            throw AccountError(.unknown, field: "user", "there is no '\(name)'")
        }
        let snapshot = site.directory.snapshot
        try Delegation.check(visit, snapshot, user: name)
        let wanted = form.values(of: "roles")
        guard !wanted.isEmpty else { throw AccountError(.invalid, field: "roles", "must be at least one") }
        let (granted, revoked) = (wanted.filter { !user.roles.contains($0) }, user.roles.filter { !wanted.contains($0) })
        try Delegation.check(visit, snapshot, roles: granted)
        let details = UserDetails(
            form.text("first_name"), form.text("last_name"), form.text("email"), form.text("organization"), form.text("description"))
        try await visit.administration.setDetails(details, user: name)
        for role in granted { try await visit.administration.grant(role: role, to: name) }
        for role in revoked { try await visit.administration.revoke(role: role, from: name) }
    }

    private static func values(of user: User) -> [String: [String]] {
        [
            "first_name": [user.firstName], "last_name": [user.lastName], "email": [user.email],
            "organization": [user.organization], "description": [user.description], "roles": user.roles,
        ]
    }

    private func rolesField(_ visit: Visit) -> Field {
        let snapshot = site.directory.snapshot
        let options = snapshot.roles.values.sorted { $0.name < $1.name }.map { role in
            Field.Option(
                role.name,
                note: [role.level.map { "level \($0)" }, role.description.isEmpty ? nil : role.description].compactMap { $0 }.joined(
                    separator: " · "))
        }
        return Field("roles", "Roles", .checks(options), help: "What they grant adds up.")
    }

    private func addForm(_ visit: Visit) -> Form {
        var form = Form(
            "user", action: "\(part.path)add/",
            fields: [
                .text(
                    "username", "User name", help: "Letters, digits and @ . + - _", isRequired: true,
                    maximumLength: Administration.maximumNameLength
                ).focused,
                .password("password", "First password", help: site.directory.settings.site.passwordComplexityDescription),
                .text("email", "E-mail", maximumLength: 254), .text("description", "Description", maximumLength: 255),
                rolesField(visit),
            ])
        form.submit = "Add the user"
        form.cancel = part.path
        return form
    }

    private func editForm(_ visit: Visit, _ user: User) -> Form {
        var form = Form(
            "user", action: UserRoutes.path(of: user.name),
            fields: [
                .text("first_name", "First name", maximumLength: 30), .text("last_name", "Last name", maximumLength: 30),
                .text("email", "E-mail", maximumLength: 254),
                .text("organization", "Organization", help: "The source name of their comments.", maximumLength: 255),
                .text("description", "Description", maximumLength: 255), rolesField(visit),
            ])
        form.submit = "Save the user"
        return form
    }

    private func factorForm(_ name: String) -> FormView {
        var form = Form("second-factor", action: "\(part.path)second-factor/")
        form.title = "Second factor"
        form.text = "For one who lost the device: the next log-in asks for the password only."
        form.hidden = [HiddenField("name", name)]
        form.submit = "Remove the second factor"
        form.isDanger = true
        form.confirmation = "Remove the second factor of '\(name)'?"
        return form.view()
    }

    private static func passwordForm(_ name: String) -> Form {
        var form = Form(
            "password", action: "\(ControlPanel.Part.users.path)password/?name=\(FormFields.encode(name))",
            fields: [Field.password("password", "New password").focused])
        form.text = "All log-ins of '\(name)' end, and a lock with them."
        form.submit = "Set the password"
        form.cancel = path(of: name)
        return form
    }
}
