import Accounts
import Hummingbird
import Intelligence
import Model
import Storage

/// One's notifications: a list to read, to mark as read and to clear (crits-web.md 2.7).
struct NotificationRoutes: Sendable {
    let site: Site
    private let part = Profile.Part.notifications

    /// Notifications on a page.
    private static let pageSize = 50

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "profile/notifications", .logIn) { visit in try await page(visit) }
        site.action(router, "profile/notifications/read", .logIn, back: part.path) { visit, form in
            let objects = try objects()
            try await objects.markNoticesRead(of: visit.principal.user, upTo: try NotificationRoutes.number(form))
            return .done("All are marked as read.", next: part.path)
        }
        site.action(router, "profile/notifications/remove", .logIn, back: part.path) { visit, form in
            let objects = try objects()
            try await objects.removeNotices(of: visit.principal.user, .one(try NotificationRoutes.number(form)))
            return .done("The notification was removed.", next: part.path)
        }
        site.action(router, "profile/notifications/clear", .logIn, back: part.path) { visit, form in
            let objects = try objects()
            try await objects.removeNotices(of: visit.principal.user, .upTo(try NotificationRoutes.number(form)))
            return .done("All notifications were removed.", next: part.path)
        }
    }

    private func objects() throws(AccountError) -> any ObjectStore {
        guard let objects = site.parts.objects else { throw AccountError(.unknown, field: "objects", "this store keeps no objects") }
        return objects
    }

    /// The newest notification that the page showed, so that none goes unseen.
    private static func number(_ form: FormFields) throws(AccountError) -> Int64 {
        guard let number = Int64(form["number"] ?? "") else { throw AccountError(.invalid, field: "number", "must be a number") }
        return number
    }

    private func page(_ visit: Visit) async throws -> PageView {
        let before = visit.query["before"].flatMap { Int64($0) }
        let watching = try site.watching(visit)
        let (entries, next) = try await watching.notices(before: before, limit: NotificationRoutes.pageSize)
        let unread = try await watching.unread()
        let pages = PagesView(
            summary: unread == 0 ? "None unread" : "\(unread) unread", previous: before == nil ? nil : part.path,
            next: next.map { "\(part.path)?before=\($0)" })
        let table = TableView(
            columns: [.init("Object"), .init("What"), .init("By"), .init("When (UTC)"), .init("Actions", isHidden: true)],
            rows: entries.map(row), empty: "No notifications.", pages: pages)
        let newest = entries.first?.notice.number
        return Profile.page(
            part, lead: "What others did to objects and sources that you have subscribed to, and comments that mention you.",
            blocks: [.table(table)] + (before == nil ? newest.map(forms) ?? [] : []))
    }

    private func row(_ entry: Watching.Entry) -> [CellView] {
        let (notice, object) = entry
        let action = ActionView(
            "Remove", subject: object.title, path: part.path + "remove/", hidden: [HiddenField("number", String(notice.number))])
        return [
            .head(object.title, link: object.path, note: object.type.name),
            .badges([notice.isRead ? nil : BadgeView("new", .accent), BadgeView(notice.kind.label)].compactMap { $0 }, note: notice.text),
            .text(notice.analyst), .time(PageTime.text(notice.time)), .actions([action]),
        ]
    }

    private func forms(_ newest: Int64) -> [Block] {
        let hidden = [HiddenField("number", String(newest))]
        var read = Form("read", action: part.path + "read/")
        read.hidden = hidden
        read.submit = "Mark all as read"
        var clear = Form("clear", action: part.path + "clear/")
        clear.hidden = hidden
        clear.submit = "Remove all"
        clear.confirmation = "Remove all notifications?"
        clear.isDanger = true
        return [.form(read.view()), .form(clear.view())]
    }
}

extension NoticeKind {
    fileprivate var label: String {
        switch self {
        case .created: "added"
        case .changed: "changed"
        case .commented: "commented"
        }
    }
}
