import Accounts
import Hummingbird

/// The Control Panel: its parts, where they are, and what one needs to see them (crits-web.md 3; crits-api.md 3.3).
///
/// Sensors and remote brokers have no permission of their own in CRITs; they are services of the system here.
enum ControlPanel {
    static let path = "/control-panel/"

    /// One part.
    enum Part: String, CaseIterable {
        case settings, users, roles, preview, sources, items, sensors, upstreams, services, audit

        var label: String {
            switch self {
            case .settings: "Settings"
            case .users: "Users"
            case .roles: "Roles"
            case .preview: "Roles combined"
            case .sources: "Sources"
            case .items: "Items"
            case .sensors: "Sensors"
            case .upstreams: "Upstream brokers"
            case .services: "Services"
            case .audit: "Audit log"
            }
        }

        var summary: String {
            switch self {
            case .settings: "Everything that can change while the server runs"
            case .users: "Who may log in, and with which roles"
            case .roles: "What each role may do and see"
            case .preview: "What a set of roles may do together"
            case .sources: "Where intelligence comes from, and who may read and write it"
            case .items: "The words that forms offer"
            case .sensors: "Honeypots that deliver here, their secrets and health"
            case .upstreams: "Remote brokers to pull messages from"
            case .services: "Programs that look into objects, and when they do"
            case .audit: "Who changed what, and when"
            }
        }

        var path: String { self == .preview ? "\(ControlPanel.path)roles/combined/" : "\(ControlPanel.path)\(rawValue)/" }

        /// What one needs beside `control_panel_read`.
        var permission: String {
            switch self {
            case .settings: "control_panel_system_read"
            case .users: "control_panel_users_read"
            case .roles, .preview: "control_panel_roles_read"
            case .sources, .items: "control_panel_items_read"
            case .sensors, .upstreams: "control_panel_system_services_read"
            case .services: "control_panel_services_read"
            case .audit: "control_panel_audit_log_read"
            }
        }

        var need: Need { .all(["control_panel_read", permission]) }

        /// What one needs to change something here.
        func needs(to permission: String) -> Need { .all(["control_panel_read", self.permission, permission]) }
    }

    static let need = Need.permission("control_panel_read")

    /// The parts at the side that the visitor may see.
    static func sections(for visit: Visit, at current: Part?) -> SectionsView {
        let parts = Part.allCases.filter { visit.may($0.need) }
        return SectionsView(
            label: "Control Panel",
            items: [.init(label: "Overview", path: path, isCurrent: current == nil)]
                + parts.map { .init(label: $0.label, path: $0.path, isCurrent: $0 == current, isInner: $0 == .preview) })
    }

    /// A page of a part.
    static func page(
        _ part: Part, _ visit: Visit, title: String? = nil, lead: String? = nil, links: [LinkView] = [], blocks: [Block]
    ) -> PageView {
        PageView(
            title ?? part.label, lead: lead ?? (title == nil ? part.summary + "." : nil),
            parent: title == nil ? nil : LinkView(part.label, part.path), links: links, sections: sections(for: visit, at: part),
            blocks: blocks)
    }
}

/// The overview of the Control Panel.
struct ControlPanelRoutes: Sendable {
    let site: Site

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "control-panel", ControlPanel.need) { visit in
            let snapshot = site.directory.snapshot
            let parts = ControlPanel.Part.allCases.filter { visit.may($0.need) }
            let figures: [ControlPanel.Part: Int] = [
                .users: snapshot.users.count, .roles: snapshot.roles.count, .sensors: snapshot.sensors.count,
                .upstreams: snapshot.upstreams.count, .sources: snapshot.sources.count,
                .items: snapshot.items.values.map(\.count).reduce(0, +),
            ]
            return PageView(
                "Control Panel", lead: "Changes take effect at once; nothing here needs a restart.",
                sections: ControlPanel.sections(for: visit, at: nil),
                blocks: [
                    .facts(
                        FactsView(
                            title: "Interfaces",
                            items: [
                                .init(
                                    "Threat-intelligence API",
                                    badges: [snapshot.settings.enableAPI ? BadgeView("on", .good) : BadgeView("off", .warn)]),
                                .init("Honeypot API", badges: [BadgeView("on", .good)]),
                                .init(
                                    "Dorks for anonymous callers",
                                    badges: [snapshot.settings.publicDorks ? BadgeView("shown", .warn) : BadgeView("hidden")]),
                            ])),
                    .cards(
                        CardsView(
                            title: nil,
                            items: parts.map { .init($0.label, $0.summary, link: $0.path, figure: figures[$0].map(String.init)) })),
                ])
        }
    }
}
