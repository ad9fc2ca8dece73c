import Accounts
import Hummingbird
import Intelligence
import Model
import Storage

/// Buckets and sectors with their objects by type (crits-web.md 4.1, 7.7), of those that the reader may see.
struct TagRoutes: Sendable {
    let site: Site

    /// Names on a page.
    private static let pageSize = 100

    func addRoutes(to router: Router<ServerContext>) {
        for kind in TagKind.allCases {
            site.show(router, kind.path, kind.need) { visit in try await page(kind, visit) }
        }
    }

    private func page(_ kind: TagKind, _ visit: Visit) async throws -> PageView {
        guard let objects = site.parts.objects else { throw AccountError(.unknown, field: "objects", "this store keeps no objects") }
        let types = ObjectTypes.topLevel.filter { type in
            visit.may("\(type.name).read") && visit.may("\(type.name).\(kind.permission)")
        }
        let after = visit.query["after"]
        let names = try await objects.tags(
            TagQuery(
                kind: kind, reader: visit.principal.access.reader, types: Set(types.map(\.name)), after: after,
                limit: TagRoutes.pageSize + 1))
        let shown = Array(names.prefix(TagRoutes.pageSize))
        // Types that none of these names is on would only be columns of zeroes.
        let columns = types.filter { type in shown.contains { $0.counts[type.name] != nil } }
        let next = names.count > shown.count ? shown.last.map { "/\(kind.path)/?after=\(FormFields.encode($0.name))" } : nil
        let table = TableView(
            columns: [.init("Name")] + columns.map { .init($0.name, isNumber: true) },
            rows: shown.map { tag in [.head(tag.name)] + columns.map { .number(tag.counts[$0.name] ?? 0) } },
            empty: "None of the objects that you may see is in one.",
            pages: PagesView(
                summary: after == nil && next == nil ? "\(shown.count) in all" : "\(shown.count) on this page",
                previous: after == nil ? nil : "/\(kind.path)/", next: next, previousLabel: "First", nextLabel: "Next"))
        return PageView(kind.title, lead: "How many objects of each type are in it, of those that you may see.", blocks: [.table(table)])
    }
}

extension TagKind {
    /// The page's place.
    var path: String {
        switch self {
        case .bucket: "buckets"
        case .sector: "sectors"
        }
    }

    var title: String {
        switch self {
        case .bucket: "Buckets"
        case .sector: "Sectors"
        }
    }

    /// Within each type (crits-api.md 3.4).
    var permission: String {
        switch self {
        case .bucket: "bucketlist_read"
        case .sector: "sectors_read"
        }
    }

    /// At least one type whose names may be seen.
    var need: Need { .any(ObjectTypes.topLevel.map { "\($0.name).\(permission)" }) }
}
