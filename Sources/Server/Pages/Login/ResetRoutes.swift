import Accounts
import HTTPTypes
import Hummingbird
import Logging

/// A new password by mail for who forgot theirs (crits-web.md 1.9; ruling 51).
struct ResetRoutes: Sendable {
    let site: Site
    let throttle: ResetThrottle
    private static let path = "/reset/"

    private var reset: PasswordReset { PasswordReset(site.parts.administration) }

    func addRoutes(to router: Router<ServerContext>) {
        router.get("reset") { request, _ in
            if let token = FormFields(request.uri.query)["token"] { return passwordPage(request, token: token) }
            guard try await reset.isPossible() else { return unavailable(request) }
            return LoginToken.page(ResetRoutes.requestPage, site, request)
        }
        router.post("reset") { request, context in
            let form = try await request.form(context)
            guard LoginToken.isProven(request, form) else { throw Refusal.forbidden }
            guard try await reset.isPossible() else { return unavailable(request) }
            return await ask(request, form, context)
        }
        router.post("reset/password") { request, context in
            let form = try await request.form(context)
            guard LoginToken.isProven(request, form) else { throw Refusal.forbidden }
            return try await complete(request, form)
        }
    }

    /// The answer is the same whether the two belong together or not, and does not wait for the mail, whose time would tell.
    private func ask(_ request: Request, _ form: FormFields, _ context: ServerContext) async -> Response {
        let (user, email) = (form.text("username"), form.text("email"))
        if let wait = await throttle.wait(context.clientAddress) {
            return LoginToken.page(
                PageView(
                    "Forgotten password", isNarrow: true,
                    blocks: [.notice(NoticeView(.warning, "Too many tries. Wait \(max(1, wait.components.seconds)) seconds."))]), site,
                request,
                status: .tooManyRequests)
        }
        let reset = reset
        Task {
            do {
                try await reset.request(user: user, email: email)
            } catch {
                context.logger.error("the mail for a new password can't be sent", metadata: ["reason": "\(error)"])
            }
        }
        return LoginToken.page(
            PageView(
                "Look into your mail", isNarrow: true,
                blocks: [
                    .notice(
                        NoticeView(
                            .success,
                            "If the user name and the address belong together, instructions are on their way. They hold for 15 minutes.")),
                    .form(ResetRoutes.codeForm.view()),
                ]), site, request)
    }

    private func complete(_ request: Request, _ form: FormFields) async throws -> Response {
        let token = form.text("token")
        do {
            guard form["password"] == form["again"] else {
                throw AccountError(.invalid, field: "again", "does not match the new password")
            }
            let user = try await reset.complete(token: token, password: form["password"] ?? "")
            return Site.redirect("/login/", FlashCookie.setting(.success, "The password of '\(user)' was changed. Please log in."))
        } catch let error as AccountError where error.code != .busy {
            return passwordPage(request, token: token, sent: form, problem: error)
        }
    }

    private func unavailable(_ request: Request) -> Response {
        LoginToken.page(
            PageView(
                "Forgotten password", isNarrow: true,
                blocks: [
                    .notice(
                        NoticeView(
                            .info, "This server can't send mail: no mail server is set. Ask an administrator for a new password.")),
                    .cards(CardsView(title: nil, items: [.init("Log in", "Back to the log-in", link: "/login/")])),
                ]), site, request)
    }

    private func passwordPage(_ request: Request, token: String, sent: FormFields? = nil, problem: AccountError? = nil) -> Response {
        var form = Form(
            "reset", action: "/reset/password/",
            fields: [
                Field.password("password", "New password", help: site.directory.settings.site.passwordComplexityDescription).focused,
                .password("again", "New password again"),
            ])
        form.hidden = [HiddenField("token", token)]
        form.submit = "Set the password"
        let view = if let sent, let problem { form.view(sent: sent, problem: problem) } else { form.view() }
        return LoginToken.page(
            PageView("New password", isNarrow: true, blocks: [.form(view)]), site, request,
            status: problem == nil ? .ok : .unprocessableContent)
    }

    private static var requestPage: PageView {
        var form = Form(
            "reset", action: path,
            fields: [
                .text("username", "User name", isRequired: true, autocomplete: "username").focused,
                .text("email", "E-mail address of the account", isRequired: true, maximumLength: 254, autocomplete: "email"),
            ])
        form.submit = "Send instructions"
        form.cancel = "/login/"
        return PageView("Forgotten password", isNarrow: true, blocks: [.form(form.view())])
    }

    /// For a mail that carries a code in place of a link.
    private static var codeForm: Form {
        var form = Form("code", action: path, fields: [.text("token", "Code of the mail", isRequired: true)])
        form.isFilter = true
        form.submit = "Go on"
        return form
    }
}
