import Accounts
import Hummingbird
import Model
import Storage

/// The audit log, newest first, by pages and filters (crits-web.md M10).
struct AuditRoutes: Sendable {
    let site: Site
    private static let pageSize = 50
    /// How far back filters and pages reach here; what is older stays in the store.
    private static let reach = 10_000

    private let part = ControlPanel.Part.audit

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "control-panel/audit", part.need) { visit in try await list(visit) }
    }

    private func list(_ visit: Visit) async throws -> PageView {
        let names = ["actor", "action", "subject"]
        let wanted = names.map { visit.query.text($0) }
        let page = min(max(Parameters.integer(visit.query.text("page")) ?? 1, 1), AuditRoutes.reach / AuditRoutes.pageSize)
        let isFiltered = wanted.contains { !$0.isEmpty }
        let start = (page - 1) * AuditRoutes.pageSize
        // One more than the page holds says whether there is another.
        let needed = isFiltered ? AuditRoutes.reach : min(start + AuditRoutes.pageSize + 1, AuditRoutes.reach)
        let entries = try await visit.administration.store.auditEntries(limit: needed).filter { entry in
            zip([entry.actor, entry.action, entry.subject], wanted).allSatisfy {
                $0.1.isEmpty || $0.0.lowercased().contains($0.1.lowercased())
            }
        }
        let shown = entries.dropFirst(start).prefix(AuditRoutes.pageSize)
        let query = zip(names, wanted).filter { !$0.1.isEmpty }.map { "\($0.0)=\(FormFields.encode($0.1))" }
        let address: (Int) -> String = { "\(part.path)?" + (query + ["page=\($0)"]).joined(separator: "&") }
        var filter = Form(
            "filter", action: part.path,
            fields: [
                .text("actor", "Who", maximumLength: 128), .text("action", "Did", maximumLength: 128, placeholder: "user.add"),
                .text("subject", "To what", maximumLength: 255),
            ])
        filter.isFilter = true
        filter.submit = "Filter"
        let pages = PagesView(
            summary: shown.isEmpty ? "" : "Entries \(start + 1) to \(start + shown.count)", previous: page > 1 ? address(page - 1) : nil,
            next: entries.count > start + AuditRoutes.pageSize ? address(page + 1) : nil)
        return ControlPanel.page(
            part, visit,
            blocks: [
                .form(filter.view(Dictionary(uniqueKeysWithValues: zip(names, wanted.map { [$0] })))),
                .table(
                    TableView(
                        columns: [.init("Time (UTC)"), .init("Who"), .init("Did"), .init("To what")],
                        rows: shown.map { [.time(PageTime.text($0.time)), .text($0.actor), .code($0.action), .text($0.subject)] },
                        empty: "Nothing fits.", pages: pages)),
            ])
    }
}
