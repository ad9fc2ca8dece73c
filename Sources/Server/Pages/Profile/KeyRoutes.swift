import Accounts
import Documents
import Hummingbird
import Model

/// One's API keys: made and shown once, made the default, revoked (crits-web.md 2.3; ruling 41).
struct KeyRoutes: Sendable {
    let site: Site

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "profile/keys", .logIn) { visit in
            list(try await visit.administration.keys(of: visit.principal.user))
        }
        site.form(router, "profile/keys/add", .logIn) { visit, state in
            Profile.page(.keys, title: "Make an API key", blocks: [.form(state.view(KeyRoutes.form))])
        } submit: { visit, form in
            let name = form.text("name")
            let key = try await visit.administration.createKey(
                user: visit.principal.user, key: name, expires: try KeyRoutes.expiry(form.text("expires")),
                isReadOnly: form["read_only"] == "true", networks: SensorRecord.list(form.lines("from")))
            return .page(shown(key, named: name, visit))
        }
        site.action(router, "profile/keys/default", .logIn, back: Profile.Part.keys.path) { visit, form in
            let name = form["name"] ?? ""
            try await visit.administration.setDefaultKey(user: visit.principal.user, key: name)
            return .done("'\(name)' is the default key now.", next: Profile.Part.keys.path)
        }
        site.action(router, "profile/keys/revoke", .logIn, back: Profile.Part.keys.path) { visit, form in
            let name = form["name"] ?? ""
            try await visit.administration.revokeKey(user: visit.principal.user, key: name)
            return .done("'\(name)' was revoked and opens nothing any more.", next: Profile.Part.keys.path)
        }
    }

    private func list(_ keys: [APIKey]) -> PageView {
        let now = Timestamp.now
        return Profile.page(
            .keys, lead: "A key lets a program act in your name. It is shown once, when it is made.",
            links: [LinkView("Make a key", "/profile/keys/add/")],
            blocks: [
                .table(
                    TableView(
                        columns: [
                            .init("Name"), .init("Made (UTC)"), .init("Expires (UTC)"), .init("Kind"), .init("May come from"),
                            .init("Actions", isHidden: true),
                        ], rows: keys.map { KeyRoutes.row($0, now) },
                        empty: "You have no key yet. The first one you make becomes the default."))
            ])
    }

    private static func row(_ key: APIKey, _ now: Timestamp) -> [CellView] {
        let hidden = [HiddenField("name", key.name)]
        var kinds: [BadgeView] = []
        if key.isDefault { kinds.append(BadgeView("default", .accent)) }
        if key.isReadOnly { kinds.append(BadgeView("read-only")) }
        if let expires = key.expires, expires <= now { kinds.append(BadgeView("expired", .bad)) }
        var actions: [ActionView] = []
        if !key.isDefault {
            actions.append(ActionView("Make default", subject: key.name, path: "/profile/keys/default/", hidden: hidden))
        }
        actions.append(
            ActionView(
                "Revoke", subject: key.name, path: "/profile/keys/revoke/", hidden: hidden,
                confirmation: "Revoke the key '\(key.name)'? Programs that use it are shut out at once.", isDanger: true))
        return [
            .head(key.name), .time(PageTime.text(key.created)), .time(key.expires.map(PageTime.text) ?? "never"), .badges(kinds),
            .text(key.networks.isEmpty ? "anywhere" : key.networks.joined(separator: ", ")), .actions(actions),
        ]
    }

    private func shown(_ key: String, named name: String, _ visit: Visit) -> PageView {
        let host = visit.request.head.authority ?? "HOST"
        let scheme = site.cookies.isSecure ? "https" : "http"
        return Profile.page(
            .keys, title: "Key made",
            blocks: [
                .secret(
                    SecretView(
                        title: "The key '\(name)'",
                        text: "Copy it now: only a hash of it is kept, so it can't be shown again.", value: key,
                        example: "curl -H 'Authorization: ApiKey \(visit.principal.user):\(key)' \(scheme)://\(host)/api/v1/sessions",
                        next: LinkView("I have copied it", Profile.Part.keys.path)))
            ])
    }

    private static var form: Form {
        var form = Form(
            "key", action: "/profile/keys/add/",
            fields: [
                .text("name", "Name", help: "What it is for, such as the program that uses it.", isRequired: true, maximumLength: 128)
                    .focused,
                Field("expires", "Expires", .input("date"), help: "Until the start of that day, UTC; empty: never."),
                Field("from", "May come from", .area(rows: 2), help: "Networks such as 192.0.2.0/24, one a line; empty: anywhere."),
                Field("read_only", "Only reads", .toggle, help: "Every change made with it is refused."),
            ])
        form.submit = "Make the key"
        form.cancel = Profile.Part.keys.path
        return form
    }

    private static func expiry(_ text: String) throws(AccountError) -> Timestamp? {
        if text.isEmpty { return nil }
        guard let time = Timestamp(text.utf8.count == 10 ? text + "T00:00:00" : text) else {
            throw AccountError(.invalid, field: "expires", "must be a date such as 2030-01-31")
        }
        return time
    }
}
