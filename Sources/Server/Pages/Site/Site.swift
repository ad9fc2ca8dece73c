import Accounts
import HTTPTypes
import Hummingbird

/// What all pages share: rendering, who may see them, and the protection of their forms.
struct Site: Sendable {
    let parts: ServerParts
    let templates: Templates
    let assets: Assets
    let cookies: LoginCookies

    var directory: Directory { parts.directory }

    /// The default of the setting.
    private static let unnamed = "My Instance"

    /// What this installation is called; the product's name until someone names it.
    var instanceName: String {
        let name = directory.settings.site.instanceName
        return name.isEmpty || name == Site.unnamed ? "Waggle" : name
    }

    /// A page to look at.
    func show(
        _ router: Router<ServerContext>, _ path: String, _ need: Need, _ body: @escaping @Sendable (Visit) async throws -> PageView
    ) {
        router.get(RouterPath(path)) { request, context in
            try await visit(request, context, need) { visit in
                do {
                    return page(try await body(visit), to: request, visit.principal)
                } catch let error as AccountError where error.code == .unknown {
                    return page(Site.missing(error), to: request, visit.principal, status: .notFound)
                }
            }
        }
    }

    /// A page with a form that is sent to the same address. A refusal shows it again with the reason and what was typed.
    func form(
        _ router: Router<ServerContext>, _ path: String, _ need: Need,
        show: @escaping @Sendable (Visit, FormState) async throws -> PageView,
        submit: @escaping @Sendable (Visit, FormFields) async throws -> Outcome
    ) {
        self.show(router, path, need) { visit in try await show(visit, .fresh) }
        router.post(RouterPath(path)) { request, context in
            try await receive(request, context, need) { visit, form in
                do {
                    return answer(try await submit(visit, form), to: request, visit.principal)
                } catch let error as AccountError where error.code != .busy {
                    let again = try await show(visit, .refused(form, error))
                    return page(again, to: request, visit.principal, status: .unprocessableContent)
                }
            }
        }
    }

    /// A button: does something and comes back to a page, which says how it went.
    func action(
        _ router: Router<ServerContext>, _ path: String, _ need: Need, back: String,
        _ body: @escaping @Sendable (Visit, FormFields) async throws -> Outcome
    ) {
        router.post(RouterPath(path)) { request, context in
            try await receive(request, context, need) { visit, form in
                do {
                    return answer(try await body(visit, form), to: request, visit.principal)
                } catch let error as AccountError where error.code != .busy {
                    return Site.redirect(back, FlashCookie.setting(.danger, error.description.sentence))
                }
            }
        }
    }

    /// A rendered page.
    func page(
        _ page: PageView, to request: Request, _ principal: Principal?, status: HTTPResponse.Status = .ok, token: String? = nil
    ) -> Response {
        let theme = Theme(request)
        let flash = FlashCookie.read(request)
        let banner = directory.settings.site.classification
        let classification = banner.isEmpty ? nil : banner
        var response = Response.html(
            templates.render(
                Frame(
                    page: page, instance: instanceName, classification: classification, person: principal?.user,
                    navigation: principal.map { Navigation.main(for: $0, at: request.uri.path) } ?? [],
                    token: token ?? principal.map(FormToken.token) ?? "", theme: theme.rawValue,
                    otherTheme: (theme == .dark ? Theme.light : .dark).rawValue, path: request.uri.path, flash: flash,
                    assets: assets.addresses)),
            status: status)
        if flash != nil { response.headers.append(FlashCookie.clearing) }
        return response
    }

    /// 303 with a message for the page it leads to.
    static func redirect(_ path: String, _ flash: HTTPField) -> Response {
        var response = Response.seeOther(path)
        response.headers.append(flash)
        return response
    }

    private func answer(_ outcome: Outcome, to request: Request, _ principal: Principal) -> Response {
        switch outcome {
        case .done(let text, let next): Site.redirect(next, FlashCookie.setting(.success, text))
        case .page(let view): page(view, to: request, principal)
        case .response(let response): response
        }
    }

    /// Lets through who is logged in and may; others are sent to log in, or told what is missing.
    func visit(
        _ request: Request, _ context: ServerContext, _ need: Need, _ body: (Visit) async throws -> Response
    ) async throws -> Response {
        if case .undecided(let error) = context.identity { throw error }
        if case .throttled(let wait) = context.identity { throw Refusal.tooManyRequests(retryAfter: wait) }
        guard let principal = context.principal else { return Response.seeOther("/login/" + Site.returning(to: request)) }
        if let duty = duty(of: principal), !request.uri.path.hasPrefix(duty) { return Response.seeOther(duty) }
        let caller = Visit(
            request: request, principal: principal, administration: parts.administration.acting(as: principal.user),
            query: FormFields(request.uri.query), address: context.clientAddress)
        guard caller.may(need) else { return page(Site.denied(need, principal), to: request, principal, status: .forbidden) }
        return try await body(caller)
    }

    /// The same for forms, which must come from our own pages.
    private func receive(
        _ request: Request, _ context: ServerContext, _ need: Need, _ body: (Visit, FormFields) async throws -> Response
    ) async throws -> Response {
        try await visit(request, context, need) { visit in
            guard !visit.principal.isReadOnly else {
                return page(Site.readOnly, to: request, visit.principal, status: .forbidden)
            }
            let form = try await request.form(context)
            guard FormToken.isProven(request, form, visit.principal) else {
                return page(Site.foreign, to: request, visit.principal, status: .forbidden)
            }
            return try await body(visit, form)
        }
    }

    /// Where to go first, before anything else is shown.
    private func duty(of principal: Principal) -> String? {
        switch principal.duty {
        case .changePassword: Profile.Part.password.path
        case .makeSecondFactor: Profile.Part.secondFactor.path
        case nil: nil
        }
    }

    private static func returning(to request: Request) -> String {
        guard request.method == .get, request.uri.path != "/" else { return "" }
        let query = request.uri.query.map { "?\($0)" } ?? ""
        return "?next=" + FormFields.encode(request.uri.path + query)
    }
}

extension Site {
    private static func denied(_ need: Need, _ principal: Principal) -> PageView {
        PageView(
            "Not allowed",
            blocks: [
                .notice(
                    NoticeView(.warning, "This page needs \(need.description), which none of the roles of '\(principal.user)' grants.")),
                .text("Ask an administrator for a role that grants it. The start page says what you may do."),
                .cards(CardsView(title: nil, items: [.init("Start", "What you may do here", link: "/")])),
            ])
    }

    private static func missing(_ error: AccountError) -> PageView {
        PageView("Not found", blocks: [.notice(NoticeView(.warning, error.description.sentence))])
    }

    private static let readOnly = PageView(
        "Not allowed", blocks: [.notice(NoticeView(.warning, "The API key of this request only reads."))])

    private static let foreign = PageView(
        "The form was not accepted",
        blocks: [
            .notice(
                NoticeView(
                    .danger,
                    "It was not sent by a page of this site, or the page was older than your log-in. Nothing was changed. "
                        + "Go back, load the page again and send it once more."))
        ])
}
