import Accounts
import Hummingbird
import Intelligence
import Model

/// The start page: who one is here, and what that allows.
struct StartRoutes: Sendable {
    let site: Site

    func addRoutes(to router: Router<ServerContext>) {
        router.get("/") { request, context in
            if case .undecided(let error) = context.identity { throw error }
            guard context.principal != nil else { return Response.seeOther("/login/") }
            return try await site.visit(request, context, .logIn) { visit in
                site.page(page(visit, unread: await unread(visit)), to: request, visit.principal)
            }
        }
    }

    /// New notifications; none where they can't be read, which is no reason to show no page.
    private func unread(_ visit: Visit) async -> Int { (try? await site.watching(visit).unread()) ?? 0 }

    private func page(_ visit: Visit, unread: Int) -> PageView {
        let access = visit.principal.access
        let parts = ControlPanel.Part.allCases.filter { visit.may($0.need) }
        var blocks: [Block] = [
            .facts(
                FactsView(
                    title: "What you may do",
                    items: [
                        .init("Roles", badges: roles(of: visit.principal.user).map { BadgeView($0, .accent) }),
                        .init("Honeypot API", StartRoutes.meaning(of: access.level)),
                        .init("Threat-intelligence API", intelligence(visit)),
                        .init("Control Panel", StartRoutes.controlPanel(visit, parts)),
                    ]))
        ]
        var places: [CardsView.Item] = [
            .init(
                "Notifications", unread == 0 ? "Nothing new in what you have subscribed to" : "New in what you have subscribed to",
                link: Profile.Part.notifications.path, figure: unread == 0 ? nil : String(unread)),
            .init("API keys", "Make and revoke the keys by which programs act in your name", link: "/profile/keys/"),
            .init("Profile", "Your account, password and second factor", link: "/profile/"),
        ]
        if visit.may(ControlPanel.need) {
            places.append(.init("Control Panel", parts.map(\.label).joined(separator: ", "), link: ControlPanel.path))
        }
        blocks.append(.cards(CardsView(title: nil, items: places)))
        return PageView("Hello, \(visit.principal.user)", blocks: blocks)
    }

    private func roles(of user: String) -> [String] {
        site.directory.snapshot.users[user]?.roles.sorted() ?? []
    }

    /// What a level opens of the honeypot API (honeypot-api.md 3.1).
    private static func meaning(of level: Int?) -> String {
        switch level ?? 0 {
        case 100...: "Level 100: all observations, and the administration of accounts"
        case 70..<100: "Level \(level ?? 0): all observations, the raw messages and the honeypots' own addresses included"
        case 60..<70: "Level \(level ?? 0): sessions, urls, files and dorks, without the honeypots' own addresses and raw messages"
        case 10..<60: "Level \(level ?? 0): dorks only"
        default: "None of your roles carries a level, so nothing of it"
        }
    }

    private func intelligence(_ visit: Visit) -> String {
        guard visit.may("api_interface") else { return "None of your roles grants the permission api_interface" }
        return site.directory.settings.enableAPI
            ? "Open to your API keys, within the permissions of your roles"
            : "Switched off at present (setting enable_api)"
    }

    private static func controlPanel(_ visit: Visit, _ parts: [ControlPanel.Part]) -> String {
        guard visit.may(ControlPanel.need) else { return "None of your roles grants the permission control_panel_read" }
        return parts.isEmpty ? "The overview only" : parts.map(\.label).joined(separator: ", ")
    }
}
