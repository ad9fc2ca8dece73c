import Accounts
import Documents
import HTTPTypes
import Hummingbird
import Model
import Storage

/// The administration page and its four posts, for level 100 (honeypot-api.md 3.3).
struct AdministrationRoutes: Sendable {
    let site: Site

    private var administration: Administration { site.parts.administration }

    func addRoutes(to router: Router<ServerContext>) {
        router.get("admin") { request, context in try await page(request, context) }
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

    private func page(_ request: Request, _ context: ServerContext) async throws -> Response {
        if case .undecided(let error) = context.identity { throw error }
        guard let principal = context.principal, principal.access.reaches(BuiltInRoles.administratorLevel) else {
            return Response.seeOther("/unauth")
        }
        let users = try await administration.users()
        let roles = try await administration.roles()
        return site.page(AdministrationRoutes.view(users, roles), to: request, principal)
    }

    private static func view(_ users: [User], _ roles: [Role]) -> PageView {
        PageView(
            "Accounts of the honeypot API", lead: "The Control Panel holds the same accounts and all that belongs to them.",
            links: [LinkView("Control Panel", ControlPanel.path)],
            blocks: [
                .table(
                    TableView(
                        title: "Users",
                        columns: [.init("Name"), .init("Roles"), .init("E-mail"), .init("Description"), .init("State")],
                        rows: users.map { user in
                            [
                                .head(user.name), .badges(user.roles.sorted().map { BadgeView($0) }), .text(user.email),
                                .text(user.description),
                                .badges([user.isActive ? BadgeView("active", .good) : BadgeView("disabled", .bad)]),
                            ]
                        }, empty: "There is no user.")),
                .form(createUser(roles)), .form(deleteUser(users)),
                .table(
                    TableView(
                        title: "Roles", columns: [.init("Name"), .init("Level", isNumber: true)],
                        rows: roles.map { [.head($0.name), .text($0.level.map(String.init) ?? "–")] }, empty: "There is no role.")),
                .form(createRole), .form(deleteRole(roles)),
            ])
    }

    private static func createUser(_ roles: [Role]) -> FormView {
        var form = Form(
            "create-user", action: "/create_user",
            fields: [
                .text("username", "User name", isRequired: true, maximumLength: Administration.maximumNameLength),
                Field("role", "Role", .select(roles.map { .init($0.name) })), .password("password", "Password"),
                .text("email", "E-mail", maximumLength: 254), .text("description", "Description"),
            ])
        form.title = "Add a user"
        form.submit = "Add user"
        form.answersInPlace = true
        return form.view()
    }

    private static func deleteUser(_ users: [User]) -> FormView {
        var form = Form(
            "delete-user", action: "/delete_user", fields: [Field("username", "User name", .select(users.map { .init($0.name) }))])
        form.title = "Delete a user"
        form.submit = "Delete user"
        form.isDanger = true
        form.answersInPlace = true
        return form.view()
    }

    private static var createRole: FormView {
        var form = Form(
            "create-role", action: "/create_role",
            fields: [
                .text("role", "Name", isRequired: true, maximumLength: 128),
                .number("level", "Level, 0 to 100", range: 0...BuiltInRoles.administratorLevel),
            ])
        form.title = "Add a role"
        form.submit = "Add role"
        form.answersInPlace = true
        return form.view()
    }

    private static func deleteRole(_ roles: [Role]) -> FormView {
        var form = Form(
            "delete-role", action: "/delete_role",
            fields: [Field("role", "Name", .select(roles.filter { !$0.isBuiltIn }.map { .init($0.name) }))])
        form.title = "Delete a role"
        form.submit = "Delete role"
        form.isDanger = true
        form.answersInPlace = true
        return form.view()
    }
}
