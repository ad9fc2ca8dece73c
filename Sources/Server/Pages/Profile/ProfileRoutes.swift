import Accounts
import Hummingbird
import Model

/// One's account and password.
struct ProfileRoutes: Sendable {
    let site: Site

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "profile", .logIn) { visit in try await account(visit) }
        site.form(router, "profile/password", .logIn) { visit, state in
            Profile.page(
                .password, lead: "All your other log-ins end when you change it.",
                blocks: duty(visit) + [.form(state.view(password()))])
        } submit: { visit, form in
            let new = form["new_password"] ?? ""
            guard new == form["new_again"] else {
                throw AccountError(.invalid, field: "new_again", "does not match the new password")
            }
            try await visit.administration.changeOwnPassword(
                user: visit.principal.user, current: form["current"] ?? "", to: new)
            return try await logInAgain(visit, new)
        }
    }

    private func duty(_ visit: Visit) -> [Block] {
        guard visit.principal.duty == .changePassword else { return [] }
        return [.notice(NoticeView(.warning, "Someone else chose your password. Choose your own to go on."))]
    }

    /// Changing the password ended every login session; this visitor gets a new one.
    private func logInAgain(_ visit: Visit, _ password: String) async throws -> Outcome {
        let text = "Your password was changed; all other log-ins have ended."
        var response = Site.redirect("/", FlashCookie.setting(.success, text))
        let result = try await site.parts.authenticator.logIn(user: visit.principal.user, password: password, address: visit.address)
        guard case .accepted(let token, _) = result else {
            return .response(Site.redirect("/login/", FlashCookie.setting(.success, "Your password was changed. Please log in again.")))
        }
        for field in site.cookies.setting(.web, to: token) { response.headers.append(field) }
        return .response(response)
    }

    private func account(_ visit: Visit) async throws -> PageView {
        let snapshot = site.directory.snapshot
        guard let user = snapshot.users[visit.principal.user] else {
            throw AccountError(.unknown, field: "user", "there is no '\(visit.principal.user)'")
        }
        let state = try await visit.administration.loginState(of: user.name)
        let keys = try await visit.administration.keys(of: user.name)
        return Profile.page(
            .account,
            blocks: [
                .facts(
                    FactsView(
                        title: nil,
                        items: [
                            .init("User name", user.name),
                            .init("Name", [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")),
                            .init("E-mail", user.email.isEmpty ? "none" : user.email),
                            .init("Organization", visit.principal.access.organization),
                            .init("Roles", badges: user.roles.sorted().map { BadgeView($0, .accent) }),
                            .init("Member since", PageTime.text(user.created) + " UTC"),
                            .init("Last log-in", state.lastLogin.map { PageTime.text($0) + " UTC" } ?? "never"),
                            .init(
                                "Second factor", badges: [user.sealedTOTPSecret == nil ? BadgeView("off") : BadgeView("on", .good)]),
                            .init("API keys", String(keys.count)),
                        ].filter { !$0.value.isEmpty || !$0.badges.isEmpty })),
                .table(
                    RoleRoutes.sources(
                        Array(visit.principal.access.roles.grants.values), title: "My sources",
                        empty: visit.principal.access.isEverything ? "You have everything on every source." : "You may read no source.")),
                .form(theme(visit)),
            ])
    }

    private func theme(_ visit: Visit) -> FormView {
        var form = Form(
            "theme", action: "/theme/",
            fields: [
                Field(
                    "theme", "Colours",
                    .select([.init("auto", "As the system says"), .init("light", "Light"), .init("dark", "Dark")]),
                    help: "Kept in this browser.")
            ])
        form.title = "Appearance"
        form.hidden = [HiddenField("next", Profile.Part.account.path)]
        return form.view(["theme": [Theme(visit.request).rawValue]])
    }

    private func password() -> Form {
        let policy = site.directory.settings.site.passwordComplexityDescription
        var form = Form(
            "password", action: Profile.Part.password.path,
            fields: [
                .password("current", "Current password", autocomplete: "current-password").focused,
                .password("new_password", "New password", help: policy),
                .password("new_again", "New password again"),
            ])
        form.submit = "Change the password"
        return form
    }
}
