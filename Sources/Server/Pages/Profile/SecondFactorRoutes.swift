import Accounts
import Hummingbird
import Model

/// One's second factor: codes of an authenticator app, set up with a QR code (crits-web.md 1.10, 2.10).
struct SecondFactorRoutes: Sendable {
    let site: Site
    private static let part = Profile.Part.secondFactor

    func addRoutes(to router: Router<ServerContext>) {
        site.form(router, "profile/second-factor", .logIn) { visit, state in
            page(visit, state)
        } submit: { visit, form in
            let factor = try visit.administration.secondFactor(form.text("secret"))
            try await visit.administration.setSecondFactor(factor, code: form.text("code"), user: visit.principal.user)
            return .done("From now on a log-in asks for a code of your app.", next: SecondFactorRoutes.part.path)
        }
        site.form(router, "profile/second-factor/remove", .logIn) { visit, state in
            Profile.page(
                SecondFactorRoutes.part, title: "Remove the second factor", blocks: [.form(state.view(SecondFactorRoutes.removal))])
        } submit: { visit, form in
            try await visit.administration.removeOwnSecondFactor(user: visit.principal.user, current: form["current"] ?? "")
            return .done("The second factor was removed.", next: SecondFactorRoutes.part.path)
        }
    }

    private func page(_ visit: Visit, _ state: FormState) -> PageView {
        let snapshot = site.directory.snapshot
        let mode = snapshot.settings.site.secondFactor
        guard mode != .disabled else {
            return Profile.page(
                SecondFactorRoutes.part,
                blocks: [.notice(NoticeView(.info, "Second factors are switched off on this server (setting totp_web)."))])
        }
        if snapshot.users[visit.principal.user]?.sealedTOTPSecret != nil {
            return Profile.page(
                SecondFactorRoutes.part, lead: "A log-in asks for your password and a code of your app.",
                blocks: [
                    .facts(FactsView(title: nil, items: [.init("State", badges: [BadgeView("on", .good)])])),
                    .cards(
                        CardsView(
                            title: nil,
                            items: [
                                .init(
                                    "Remove", "Such as for setting up another device; needs your password",
                                    link: "/profile/second-factor/remove/")
                            ])),
                ])
        }
        return enrolment(visit, state, isRequired: mode == .required)
    }

    /// The secret travels in the form until a code proves that the app has it; only then it is stored.
    private func enrolment(_ visit: Visit, _ state: FormState, isRequired: Bool) -> PageView {
        var factor = TOTP()
        if case .refused(let sent, _) = state, let known = try? visit.administration.secondFactor(sent.text("secret")) { factor = known }
        var form = Form(
            "second-factor", action: SecondFactorRoutes.part.path,
            fields: [Field.code("code", "Code", help: "Six digits that the app shows now.").focused])
        form.title = "Then prove that it works"
        form.hidden = [HiddenField("secret", factor.text)]
        form.submit = "Switch it on"
        let issuer = site.instanceName
        var blocks: [Block] = []
        if isRequired { blocks.append(.notice(NoticeView(.warning, "This server requires a second factor. Set it up to go on."))) }
        blocks.append(
            .text("Scan the picture with an authenticator app, such as the one of your password manager, or type the secret into it."))
        let address = factor.address(user: visit.principal.user, issuer: issuer)
        if let picture = PictureView(of: address, label: "QR code for your authenticator app", caption: "Secret: \(factor.text)") {
            blocks.append(.picture(picture))
        }
        blocks.append(.form(state.view(form)))
        return Profile.page(SecondFactorRoutes.part, lead: "A code of an app on your phone, in addition to the password.", blocks: blocks)
    }

    private static var removal: Form {
        var form = Form(
            "removal", action: "/profile/second-factor/remove/",
            fields: [Field.password("current", "Current password", autocomplete: "current-password").focused])
        form.submit = "Remove it"
        form.isDanger = true
        form.cancel = part.path
        return form
    }
}
