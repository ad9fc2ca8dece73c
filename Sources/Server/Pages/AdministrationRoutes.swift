import Accounts
import Documents
import HTTPTypes
import Hummingbird
import Model
import Mustache
import Storage

/// The administration page and its four posts, for level 100 (honeypot-api.md 3.3).
struct AdministrationRoutes: Sendable {
    let administration: Administration
    let templates: Templates

    func addRoutes(to router: Router<ServerContext>) {
        router.get("admin") { _, context in try await page(context) }
        for (path, change) in AdministrationRoutes.changes {
            router.post(path) { request, context in try await post(request, context, change) }
        }
    }

    private typealias Change = @Sendable (Administration, FormFields) async throws -> Void

    /// What each form does.
    private static let changes: [(RouterPath, Change)] = [
        (
            "create_user",
            { administration, form in
                try await administration.addUser(
                    (form["username"] ?? "").trimmed, roles: [(form["role"] ?? "").trimmed],
                    password: (form["password"] ?? "").trimmed, email: (form["email"] ?? "").trimmed,
                    description: (form["description"] ?? "").trimmed)
            }
        ),
        ("delete_user", { administration, form in try await administration.deleteUser((form["username"] ?? "").trimmed) }),
        (
            "create_role",
            { administration, form in
                try await administration.addRole((form["role"] ?? "").trimmed, level: (form["level"] ?? "").trimmed)
            }
        ),
        ("delete_role", { administration, form in try await administration.deleteRole((form["role"] ?? "").trimmed) }),
    ]

    /// Does a change and says how it went; refusals are answers too, with status 200.
    private func post(_ request: Request, _ context: ServerContext, _ change: Change) async throws -> Response {
        if case .undecided(let error) = context.identity { throw error }
        if case .throttled(let wait) = context.identity { throw Refusal.tooManyRequests(retryAfter: wait) }
        guard let principal = context.principal, principal.access.reaches(BuiltInRoles.administratorLevel) else {
            return AdministrationRoutes.answer("not authorized", status: .unauthorized)
        }
        guard !principal.isReadOnly else { return AdministrationRoutes.answer("the API key only reads", status: .forbidden) }
        let form = try await request.form(context)
        guard FormToken.allows(request, form, principal) else {
            return AdministrationRoutes.answer("the form is not from this site", status: .forbidden)
        }
        do {
            try await change(administration.acting(as: principal.user, isBoundByPolicy: false), form)
            return AdministrationRoutes.answer(nil)
        } catch let error as AccountError where error.code != .busy {
            return AdministrationRoutes.answer(error.description)
        }
    }

    private static func answer(_ problem: String?, status: HTTPResponse.Status = .ok) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("ok")
        writer.bool(problem == nil)
        writer.name("msg")
        writer.string(problem ?? "")
        writer.endObject()
        return Response.json(writer.bytes, status: status)
    }

    private func page(_ context: ServerContext) async throws -> Response {
        if case .undecided(let error) = context.identity { throw error }
        guard let principal = context.principal, principal.access.reaches(BuiltInRoles.administratorLevel) else {
            return Response.seeOther("/unauth")
        }
        let users = try await administration.users()
        let roles = try await administration.roles()
        let page = AdministrationPage(
            user: principal.user, token: FormToken.token(for: principal), users: users.map(AdministrationPage.UserRow.init),
            roles: roles.map(AdministrationPage.RoleRow.init))
        return Response.html(templates.administration.render(page))
    }
}

/// What the administration page shows.
private struct AdministrationPage {
    struct UserRow {
        let name: String
        let roles: String
        let email: String
        let description: String
        let state: String

        init(_ user: User) {
            name = user.name
            roles = user.roles.joined(separator: ", ")
            email = user.email
            description = user.description
            state = user.isActive ? "active" : "disabled"
        }
    }

    struct RoleRow {
        let name: String
        let level: String
        /// Whether it can be deleted at all.
        let isOwn: Bool

        init(_ role: Role) {
            name = role.name
            level = role.level.map(String.init) ?? "–"
            isOwn = !role.isBuiltIn
        }
    }

    let user: String
    let token: String
    let users: [UserRow]
    let roles: [RoleRow]
}
