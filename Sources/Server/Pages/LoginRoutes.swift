import Accounts
import HTTPTypes
import Hummingbird
import Model
import Mustache

/// Logging in and out, by Mnemosyne's form and by the page (honeypot-api.md 3.3; ruling 33).
struct LoginRoutes: Sendable {
    let authenticator: Authenticator
    let cookies: LoginCookies
    let templates: Templates

    func addRoutes(to router: Router<ServerContext>) {
        router.get("/") { _, context in
            Response.seeOther(context.principal?.access.reaches(BuiltInRoles.administratorLevel) == true ? "/admin" : "/login/")
        }
        router.get("login") { request, _ in
            request.uri.path.hasSuffix("/") ? page(message: "") : Response.seeOther("/login/")
        }
        router.post("login") { request, context in
            // The two forms share a path but for the slash, which the router does not tell apart.
            request.uri.path.hasSuffix("/") ? try await logInByPage(request, context) : try await logInByAPI(request, context)
        }
        router.get("logout") { request, _ in try await logOut(request, to: "/unauth") }
        router.post("logout") { request, _ in
            if request.isCrossSite { throw Refusal.forbidden }
            return try await logOut(request, to: "/login/")
        }
        router.get("unauth") { _, _ in Response.text("Unauthorized", status: .unauthorized) }
    }

    private func logInByAPI(_ request: Request, _ context: ServerContext) async throws -> Response {
        switch try await logIn(request, context) {
        case .accepted(let token, _):
            return Response.text("You provided valid credentials", headers: cookies.setting(.api, to: token))
        case .refused:
            return Response.text("Invalid credentials", status: .unauthorized)
        case .throttled(let wait):
            throw Refusal.tooManyRequests(retryAfter: wait)
        }
    }

    private func logInByPage(_ request: Request, _ context: ServerContext) async throws -> Response {
        if request.isCrossSite { throw Refusal.forbidden }
        switch try await logIn(request, context) {
        case .accepted(let token, let principal):
            let isAdministrator = principal.access.reaches(BuiltInRoles.administratorLevel)
            return Response.seeOther(isAdministrator ? "/admin" : "/login/", headers: cookies.setting(.web, to: token))
        case .refused:
            return page(message: "Name or password is wrong.", status: .unauthorized)
        case .throttled(let wait):
            return page(
                message: "Too many failed log-ins. Try again in \(max(1, wait.components.seconds)) seconds.", status: .tooManyRequests)
        }
    }

    /// Tries the credentials of a form; a login session that the client had before ends, so that each log-in has its own.
    private func logIn(_ request: Request, _ context: ServerContext) async throws -> Authenticator.LogIn {
        let form = try await request.form(context)
        let result = try await authenticator.logIn(
            user: (form["username"] ?? "").trimmed, password: (form["password"] ?? "").trimmed, address: context.clientAddress)
        if case .accepted = result {
            for token in Identification.tokens(of: request) { try await authenticator.logOut(session: token) }
        }
        return result
    }

    private func logOut(_ request: Request, to path: String) async throws -> Response {
        for token in Identification.tokens(of: request) { try await authenticator.logOut(session: token) }
        return Response.seeOther(path, headers: cookies.clearing)
    }

    private func page(message: String, status: HTTPResponse.Status = .ok) -> Response {
        Response.html(templates.login.render(LoginPage(message: message)), status: status)
    }
}

/// What the login page shows.
private struct LoginPage {
    let message: String
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
