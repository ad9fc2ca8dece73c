import Accounts
import Hummingbird
import Model

/// One's account and password.
struct ProfileRoutes: Sendable {
    let site: Site

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "profile", .logIn) { visit in try await account(visit) }
        site.form(router, "profile/password", .logIn) { visit, state in
            Profile.page(.password, lead: "All your other log-ins end when you change it.", blocks: [.form(state.view(ProfileRoutes.password))])
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

    /// Changing the password ended every login session; this visitor gets a new one.
    private func logInAgain(_ visit: Visit, _ password: String) async throws -> Outcome {
        let text = "Your password was changed; all other log-ins have ended."
        var response = Site.redirect("/", FlashCookie.setting(.success, text))
        let result = try await site.parts.authenticator.logIn(user: visit.principal.user, password: password, address: "-")
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
        let keys = try await visit.administration.keys(of: user.name)
        return Profile.page(
            .account,
            blocks: [
                .facts(
                    FactsView(
                        title: nil,
                        items: [
                            .init("User name", user.name), .init("E-mail", user.email.isEmpty ? "none" : user.email),
                            .init("Roles", badges: user.roles.sorted().map { BadgeView($0, .accent) }),
                            .init("Member since", PageTime.text(user.created) + " UTC"),
                            .init("API keys", String(keys.count)),
                        ])),
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

    private static var password: Form {
        var form = Form(
            "password", action: Profile.Part.password.path,
            fields: [
                .password("current", "Current password", autocomplete: "current-password").focused,
                .password("new_password", "New password"),
                .password("new_again", "New password again"),
            ])
        form.submit = "Change the password"
        return form
    }
}
