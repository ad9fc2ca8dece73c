import Accounts
import HTTPTypes
import Hummingbird
import Model

/// Logging in and out, by Mnemosyne's form and by the page (honeypot-api.md 3.3; crits-web.md 1; ruling 33).
struct LoginRoutes: Sendable {
    let site: Site

    private var authenticator: Authenticator { site.parts.authenticator }

    func addRoutes(to router: Router<ServerContext>) {
        router.get("login") { request, context in
            guard request.uri.path.hasSuffix("/") else { return Response.seeOther("/login/") }
            let next = FormFields(request.uri.query)["next"]
            if context.principal?.sessionHash != nil { return Response.seeOther(Navigation.local(next)) }
            return page(request, next: next)
        }
        router.post("login") { request, context in
            // The two forms share a path but for the slash, which the router does not tell apart.
            request.uri.path.hasSuffix("/") ? try await logInByPage(request, context) : try await logInByAPI(request, context)
        }
        router.get("logout") { request, _ in try await logOut(request, to: "/unauth") }
        router.post("logout") { request, context in
            if request.isCrossSite { throw Refusal.forbidden }
            return try await logOut(request, to: "/login/")
        }
        router.get("unauth") { _, _ in Response.text("Unauthorized", status: .unauthorized) }
        router.post("theme") { request, context in
            if request.isCrossSite { throw Refusal.forbidden }
            let form = try await request.form(context)
            var response = Response.seeOther(Navigation.local(form["next"]))
            if let theme = form["theme"].flatMap(Theme.init(rawValue:)) { response.headers.append(theme.setting) }
            return response
        }
    }

    private func logInByAPI(_ request: Request, _ context: ServerContext) async throws -> Response {
        switch try await logIn(request, try await request.form(context), context) {
        case .accepted(let token, _):
            return Response.text("You provided valid credentials", headers: site.cookies.setting(.api, to: token))
        case .refused:
            return Response.text("Invalid credentials", status: .unauthorized)
        case .throttled(let wait):
            throw Refusal.tooManyRequests(retryAfter: wait)
        }
    }

    private func logInByPage(_ request: Request, _ context: ServerContext) async throws -> Response {
        let form = try await request.form(context)
        guard LoginToken.isProven(request, form) else {
            return page(
                request, next: form["next"], sent: form, problem: "The form was too old or came from elsewhere. Please try again.",
                status: .forbidden)
        }
        switch try await logIn(request, form, context) {
        case .accepted(let token, _):
            return Response.seeOther(Navigation.local(form["next"]), headers: site.cookies.setting(.web, to: token))
        case .refused:
            return page(request, next: form["next"], sent: form, problem: LoginRoutes.refusal, status: .unauthorized)
        case .throttled(let wait):
            let seconds = max(1, wait.components.seconds)
            return page(
                request, next: form["next"], sent: form,
                problem: "Too many failed log-ins. Try again in \(seconds) \(seconds == 1 ? "second" : "seconds").",
                status: .tooManyRequests)
        }
    }

    /// One text for all reasons (crits-web.md 1.1).
    private static let refusal = "Unknown user, wrong password, or the account may not log in here."

    /// Tries the credentials of a form; a login session that the client had before ends, so that each log-in has its own.
    private func logIn(_ request: Request, _ form: FormFields, _ context: ServerContext) async throws -> Authenticator.LogIn {
        let user = form.text("username")
        // Who has a level has pages to see; others need the permission (crits-web.md 1.1).
        let isPage = request.uri.path.hasSuffix("/")
        let permission = isPage && site.directory.snapshot.access(of: user).level == nil ? "web_interface" : nil
        let result = try await authenticator.logIn(
            user: user, password: form.text("password"), code: form["code"].map(\.trimmed), address: context.clientAddress,
            requiring: permission)
        if case .accepted = result {
            for token in Identification.tokens(of: request) { try await authenticator.logOut(session: token) }
        }
        return result
    }

    private func logOut(_ request: Request, to path: String) async throws -> Response {
        for token in Identification.tokens(of: request) { try await authenticator.logOut(session: token) }
        return Response.seeOther(path, headers: site.cookies.clearing)
    }

    private func page(
        _ request: Request, next: String?, sent: FormFields? = nil, problem: String? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        let settings = site.directory.settings.site
        var fields: [Field] = [
            .text("username", "User name", isRequired: true, autocomplete: "username").focused,
            .password("password", "Password", autocomplete: "current-password"),
        ]
        if settings.secondFactor != .disabled {
            fields.append(.code("code", "Code", help: "Six digits of your authenticator app, if you have set one up.", isRequired: false))
        }
        var form = Form("login", action: "/login/", fields: fields)
        form.aside = LinkView("Forgotten password?", "/reset/")
        form.submit = "Log in"
        form.hidden = next.map { [HiddenField("next", Navigation.local($0))] } ?? []
        var blocks: [Block] = settings.message.isEmpty ? [] : [.text(settings.message)]
        if let problem { blocks.append(.notice(NoticeView(.danger, problem))) }
        blocks.append(.form(form.view(["username": [sent?.text("username") ?? ""]])))
        return LoginToken.page(PageView("Log in", isNarrow: true, blocks: blocks), site, request, status: status)
    }
}
