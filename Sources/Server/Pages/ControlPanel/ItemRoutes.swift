import Accounts
import Hummingbird
import Model

/// The lists that forms offer, each with its entries on or off (crits-web.md M6, M7).
struct ItemRoutes: Sendable {
    let site: Site
    private let part = ControlPanel.Part.items

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "control-panel/items", part.need) { visit in
            let items = Dictionary(grouping: try await visit.administration.items(), by: \.kind)
            return ControlPanel.page(
                part, visit,
                blocks: [
                    .cards(
                        CardsView(
                            title: nil,
                            items: ItemKind.allCases.map { kind in
                                let entries = items[kind] ?? []
                                let off = entries.count { !$0.isActive }
                                return .init(
                                    kind.label, off == 0 ? "All offered in forms" : "\(off) switched off", link: ItemRoutes.path(of: kind),
                                    figure: String(entries.count))
                            }))
                ])
        }
        for kind in ItemKind.allCases {
            let (base, edit) = ("control-panel/items/\(kind.rawValue)", part.needs(to: kind.permission))
            site.form(router, base, part.need) { visit, state in
                list(try await visit.administration.items(kind), kind, visit, state, mayEdit: visit.may(edit))
            } submit: { visit, form in
                guard visit.may(edit) else { throw AccountError(.refused, field: kind.rawValue, "needs \(edit.description)") }
                let name = form.text(kind.rawValue)
                try await visit.administration.addItem(
                    name, to: kind, objectTypes: form.values(of: "object_types"), preferred: ItemRoutes.preferred(form))
                return .done("'\(name)' was added.", next: ItemRoutes.path(of: kind))
            }
            site.action(router, "\(base)/active", edit, back: ItemRoutes.path(of: kind)) { visit, form in
                let (name, isActive) = (form["name"] ?? "", form["active"] == "true")
                try await visit.administration.setItem(name, in: kind, isActive: isActive)
                return .done(
                    "'\(name)' is \(isActive ? "offered in forms again" : "no longer offered in forms").", next: ItemRoutes.path(of: kind))
            }
        }
        let edit = part.needs(to: ItemKind.action.permission)
        site.form(router, "control-panel/items/action/edit", edit) { visit, state in
            try await actionPage(visit, state)
        } submit: { visit, form in
            let name = visit.query["name"] ?? ""
            try await visit.administration.setAction(
                name, objectTypes: form.values(of: "object_types"), preferred: ItemRoutes.preferred(form))
            return .done("'\(name)' was saved.", next: ItemRoutes.path(of: .action))
        }
    }

    private static func path(of kind: ItemKind) -> String { "\(ControlPanel.Part.items.path)\(kind.rawValue)/" }

    private static func preferred(_ form: FormFields) -> [String] {
        (form["preferred"] ?? "").split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    private func list(_ items: [Item], _ kind: ItemKind, _ visit: Visit, _ state: FormState, mayEdit: Bool) -> PageView {
        let rows = items.map { item -> [CellView] in
            let action = ActionView(
                item.isActive ? "Switch off" : "Switch on", subject: item.name, path: "\(ItemRoutes.path(of: kind))active/",
                hidden: [HiddenField("name", item.name), HiddenField("active", String(!item.isActive))])
            let link = kind == .action && mayEdit ? "\(ItemRoutes.path(of: kind))edit/?name=\(FormFields.encode(item.name))" : nil
            let isForAll = item.objectTypes.count >= Permission.blocks.count - 1
            return [
                .head(
                    item.name, link: link,
                    note: kind == .action ? (isForAll ? "for every type" : "for \(item.objectTypes.joined(separator: ", "))") : nil),
                .badges([item.isActive ? BadgeView("offered", .good) : BadgeView("off")]), .actions(mayEdit ? [action] : []),
            ]
        }
        let table = TableView(
            columns: [.init("Name"), .init("In forms"), .init("Actions", isHidden: true)], rows: rows, empty: "The list is empty.")
        var form = Form(
            "item", action: ItemRoutes.path(of: kind),
            fields: [.text(kind.rawValue, "Name", isRequired: true, maximumLength: 128)]
                + (kind == .action ? ItemRoutes.actionFields : []))
        form.title = "Add an entry"
        form.submit = "Add the entry"
        return ControlPanel.page(
            part, visit, title: kind.label, lead: "An entry that is off is not offered; objects that name it stay.",
            blocks: [.table(table)] + (mayEdit ? [.form(state.view(form, ["object_types": ItemRoutes.types]))] : []))
    }

    private static let types = Permission.blocks.map(\.type).filter { $0 != "ActorIdentifier" }

    private static var actionFields: [Field] {
        [
            Field("object_types", "For objects of these types", .checks(types.map { .init($0) })),
            Field("preferred", "Preferred for", .area(rows: 3), help: "Lines of type, field, value: objects that get it with one click."),
        ]
    }

    private func actionPage(_ visit: Visit, _ state: FormState) async throws -> PageView {
        let name = visit.query["name"] ?? ""
        guard let item = try await visit.administration.items(.action).first(where: { $0.name == name }) else {
            throw AccountError(.unknown, field: "action", "there is no '\(name)'")
        }
        var form = Form(
            "action", action: "\(ItemRoutes.path(of: .action))edit/?name=\(FormFields.encode(name))", fields: ItemRoutes.actionFields)
        form.cancel = ItemRoutes.path(of: .action)
        let values = ["object_types": item.objectTypes, "preferred": [item.preferred.joined(separator: "\n")]]
        return ControlPanel.page(part, visit, title: name, blocks: [.form(state.view(form, values))])
    }
}

extension ItemKind {
    /// As people say it.
    var label: String {
        switch self {
        case .action: "Actions"
        case .actorIdentifierType: "Actor identifier types"
        case .rawDataType: "Raw data types"
        case .signatureDependency: "Signature dependencies"
        case .signatureType: "Signature types"
        }
    }
}
