import Accounts
import Documents
import Hummingbird
import Intelligence
import Model
import Storage

/// One's favourites and subscriptions (crits-web.md 2.5, 2.6). Pages of objects post to the same addresses.
struct WatchingRoutes: Sendable {
    let site: Site

    func addRoutes(to router: Router<ServerContext>) {
        addMarks(.favorite, .favorites, to: router)
        addMarks(.subscription, .subscriptions, to: router)
        site.action(router, "profile/subscriptions/source", .logIn, back: Profile.Part.subscriptions.path) { visit, form in
            let (name, isOn) = (form.text("source"), form["on"] != "false")
            try await refusing("source") { try await watching(visit).setSource(name, isOn: isOn) }
            return .done(
                isOn ? "You are told of objects of '\(name)'." : "You are no longer told of '\(name)'.",
                next: Profile.Part.subscriptions.path)
        }
    }

    private func addMarks(_ kind: MarkKind, _ part: Profile.Part, to router: Router<ServerContext>) {
        let path = String(part.path.dropFirst().dropLast())
        site.form(router, path, .logIn) { visit, state in
            try await page(kind, part, visit, state)
        } submit: { visit, form in
            let object = try await set(kind, visit, form, isOn: true)
            return .done(kind.done(object.title, isOn: true), next: part.path)
        }
        site.action(router, path + "/remove", .logIn, back: part.path) { visit, form in
            let object = try await set(kind, visit, form, isOn: false)
            return .done(kind.done(object.title, isOn: false), next: part.path)
        }
    }

    private func set(_ kind: MarkKind, _ visit: Visit, _ form: FormFields, isOn: Bool) async throws -> WatchedObject {
        try await refusing("id") {
            try await watching(visit).set(kind, type: form.text("type"), id: form.text("id"), isOn: isOn)
        }
    }

    private func watching(_ visit: Visit) throws(AccountError) -> Watching { try site.watching(visit) }

    /// Refusals of the shared code as those of a form's field.
    private func refusing<Value>(_ field: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let objection as Objection {
            throw AccountError(.invalid, field: field, objection.message)
        }
    }

    // MARK: What is shown

    private func page(_ kind: MarkKind, _ part: Profile.Part, _ visit: Visit, _ state: FormState) async throws -> PageView {
        let watching = try watching(visit)
        let objects = try await watching.objects(kind)
        var blocks: [Block] = [.table(table(kind, part, objects))]
        if kind == .subscription { blocks += sources(try await watching.sources(), visit) }
        blocks.append(.form(state.view(WatchingRoutes.form(kind, part))))
        return Profile.page(part, lead: kind.lead, blocks: blocks)
    }

    private func table(
        _ kind: MarkKind, _ part: Profile.Part, _ objects: [(object: WatchedObject, since: Timestamp)]
    ) -> TableView {
        TableView(
            title: "Objects", columns: [.init("Object"), .init("Type"), .init("Since (UTC)"), .init("Actions", isHidden: true)],
            rows: objects.map { object, since in
                let hidden = [HiddenField("type", object.type.name), HiddenField("id", object.id.description)]
                let other =
                    kind == .favorite
                    ? (label: "Subscribe", part: Profile.Part.subscriptions) : (label: "Favorite", part: Profile.Part.favorites)
                return [
                    .head(object.title, link: object.path), .text(object.type.name), .time(PageTime.text(since)),
                    .actions([
                        ActionView(other.label, subject: object.title, path: other.part.path, hidden: hidden),
                        ActionView("Remove", subject: object.title, path: part.path + "remove/", hidden: hidden),
                    ]),
                ]
            }, empty: "None yet.")
    }

    private func sources(_ subscriptions: [SourceSubscription], _ visit: Visit) -> [Block] {
        let path = Profile.Part.subscriptions.path + "source/"
        let table = TableView(
            title: "Sources", columns: [.init("Source"), .init("Since (UTC)"), .init("Actions", isHidden: true)],
            rows: subscriptions.map { subscription in
                [
                    .head(subscription.name), .time(PageTime.text(subscription.time)),
                    .actions([
                        ActionView(
                            "Remove", subject: subscription.name, path: path,
                            hidden: [HiddenField("source", subscription.name), HiddenField("on", "false")])
                    ]),
                ]
            }, empty: "None yet.")
        let reader = visit.principal.access.reader
        let known = Set(subscriptions.map(\.name))
        let others = site.directory.snapshot.sources.map(\.name)
            .filter { (reader.seesEverything || reader.sources[$0] != nil) && !known.contains($0) }.sorted()
        guard !others.isEmpty else { return [.table(table)] }
        var form = Form("source", action: path, fields: [Field("source", "Source", .select(others.map { .init($0) }))])
        form.title = "Subscribe to a source"
        form.submit = "Subscribe to the source"
        return [.table(table), .form(form.view())]
    }

    private static func form(_ kind: MarkKind, _ part: Profile.Part) -> Form {
        var form = Form(
            "object", action: part.path,
            fields: [
                Field("type", "Type", .select(ObjectTypes.topLevel.map(\.name).sorted().map { .init($0) })),
                .text("id", "Id", help: "24 hexadecimal digits.", isRequired: true, maximumLength: 24),
            ])
        form.title = kind == .favorite ? "Add a favorite" : "Subscribe to an object"
        form.submit = kind == .favorite ? "Add the favorite" : "Subscribe"
        return form
    }
}

extension Site {
    /// What the visitor watches; refused where the store keeps no objects.
    func watching(_ visit: Visit) throws(AccountError) -> Watching {
        guard let objects = parts.objects else { throw AccountError(.unknown, field: "objects", "this store keeps no objects") }
        return Watching(store: objects, caller: Caller(visit.principal.access))
    }
}

extension WatchedObject {
    /// Where its document is.
    var path: String { "/api/v1/\(type.resource)/\(id)/" }
}

extension MarkKind {
    fileprivate var lead: String {
        switch self {
        case .favorite: "Objects that you want at hand. Nobody else sees the list."
        case .subscription:
            "You are told when someone else changes one of these or comments on it, and what happens to objects of the sources."
        }
    }

    fileprivate func done(_ title: String, isOn: Bool) -> String {
        switch (self, isOn) {
        case (.favorite, true): "'\(title)' is a favorite."
        case (.favorite, false): "'\(title)' is no longer a favorite."
        case (.subscription, true): "You are told when '\(title)' changes."
        case (.subscription, false): "You are no longer told when '\(title)' changes."
        }
    }
}
