import Accounts
import Documents
import Hummingbird
import Intelligence
import Model
import Storage

/// What services found out about an object, and the button that runs one (crits-web.md 4.3, tab Analysis).
struct AnalysisRoutes: Sendable {
    let site: Site

    private static let base = "analyses"
    private static let newest = 50
    private static let shownEntries = 500

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        for type in ObjectTypes.topLevel {
            let path = "\(AnalysisRoutes.base)/\(type.resource)"
            let need = Need.all(["\(type.name).read", "\(type.name).services_read"])
            let execute = Need.all(["\(type.name).read", "\(type.name).services_execute"])
            site.show(router, path, need) { visit in try await page(type, visit, mayRun: visit.may(execute)) }
            site.action(router, "\(path)/run", execute, back: "/\(AnalysisRoutes.base)/\(type.resource)/") { visit, form in
                try await run(type, visit, form)
            }
        }
    }

    /// The page with the analyses of an object.
    static func path(of type: ObjectType, id: String) -> String { "/\(base)/\(type.resource)/?id=\(FormFields.encode(id))" }

    private func run(_ type: ObjectType, _ visit: Visit, _ form: FormFields) async throws -> Outcome {
        guard let store = site.parts.objects, let id = ObjectID(form["id"] ?? "") else { throw AnalysisRoutes.missing }
        let name = form["name"] ?? ""
        let arguments: Document = ["name": .string(name), "execute": "thread"]
        let outcome = try await ActionCommands.run(
            "run_service", on: type, id: id, arguments: arguments, caller: Caller(visit.principal.access), options: CommandOptions(),
            in: store)
        guard let outcome else { throw AnalysisRoutes.missing }
        let page = AnalysisRoutes.path(of: type, id: id.description)
        guard outcome.code == 0 else { return .response(Site.redirect(page, FlashCookie.setting(.danger, outcome.message.sentence))) }
        site.parts.analyses?.wake()
        return .done("'\(name)' was started.", next: page)
    }

    private static let missing = AccountError(.unknown, field: "object", "there is none of that id")

    // MARK: The page

    private func page(_ type: ObjectType, _ visit: Visit, mayRun: Bool) async throws -> PageView {
        guard let store = site.parts.objects, let id = ObjectID(visit.query["id"] ?? "") else { throw AnalysisRoutes.missing }
        let reader = visit.principal.access.reader
        let found = try await store.objects(ObjectQuery(type: type, ids: [id], reader: reader, limit: 1, lists: [], countsMatches: false))
        guard !found.documents.isEmpty else { throw AnalysisRoutes.missing }
        let filter = Filter.criterion(Criterion(path: ["object_id"], test: .equals(.string(id.description))))
        let analyses = try await store.objects(
            ObjectQuery(
                type: ObjectTypes.analysisResult, filter: filter, reader: reader, sort: [SortKey(path: ["_id"], isDescending: true)],
                limit: AnalysisRoutes.newest))
        let services = (site.parts.analyses?.services ?? []).filter { $0.isOffered && $0.supports(type) }
        var blocks: [Block] = []
        if mayRun { blocks.append(.table(AnalysisRoutes.runs(services, type, id))) }
        blocks.append(.table(AnalysisRoutes.overview(analyses.documents)))
        for analysis in analyses.documents { blocks += AnalysisRoutes.details(analysis) }
        return PageView(
            "Analyses of \(type.name) \(id)", lead: "\(analyses.total ?? analyses.documents.count) in all; the newest come first.",
            blocks: blocks)
    }

    private static func runs(_ services: [ServiceRecord], _ type: ObjectType, _ id: ObjectID) -> TableView {
        TableView(
            title: "Services", columns: [.init("Service"), .init("Version"), .init("Actions", isHidden: true)],
            rows: services.map { service in
                [
                    .head(service.name, note: service.description), .text(service.version),
                    .actions([
                        ActionView(
                            "Run", subject: service.name, path: "/\(base)/\(type.resource)/run/",
                            hidden: [HiddenField("id", id.description), HiddenField("name", service.name)])
                    ]),
                ]
            }, empty: "No service that is on is for this type.")
    }

    private static func overview(_ analyses: [Document]) -> TableView {
        func text(_ analysis: Document, _ key: String) -> String { analysis[key]?.string ?? "" }
        return TableView(
            title: "Runs",
            columns: [.init("Service"), .init("State"), .init("By"), .init("Begun"), .init("Ended"), .init("Results", isNumber: true)],
            rows: analyses.map { analysis in
                [
                    .head(text(analysis, "service_name"), note: text(analysis, "analysis_id")), .badges([badge(text(analysis, "status"))]),
                    .text(text(analysis, "analyst")), .time(text(analysis, "start_date")), .time(text(analysis, "finish_date")),
                    .number(analysis["results"]?.list?.count ?? 0),
                ]
            }, empty: "No service has run on it yet.")
    }

    private static func badge(_ status: String) -> BadgeView {
        switch status {
        case "completed": BadgeView(status, .good)
        case "error": BadgeView(status, .bad)
        default: BadgeView(status, .accent)
        }
    }

    private static func details(_ analysis: Document) -> [Block] {
        let name = analysis["service_name"]?.string ?? ""
        let results = (analysis["results"]?.list ?? []).compactMap(\.document)
        let log = (analysis["log"]?.list ?? []).compactMap(\.document)
        var blocks: [Block] = []
        if !results.isEmpty {
            let rows = results.prefix(shownEntries).enumerated().map { number, entry -> [CellView] in
                [
                    .number(number), .head(entry["subtype"]?.string ?? ""), .code(text(entry["result"])), .text(further(entry)),
                ]
            }
            let rest = results.count > shownEntries ? ", the first \(shownEntries)" : ""
            blocks.append(
                .table(
                    TableView(
                        title: "Results of \(name)\(rest)",
                        columns: [.init("Entry", isNumber: true), .init("Kind"), .init("Result"), .init("Further")], rows: rows,
                        empty: "")))
        }
        let lines = log.suffix(shownEntries).map { line -> [CellView] in
            [
                .time(line["datetime"]?.string ?? ""), .badges([level(line["level"]?.string ?? "")]),
                .text(line["message"]?.string ?? ""),
            ]
        }
        blocks.append(
            .table(
                TableView(
                    title: "Log of \(name)", columns: [.init("Time"), .init("Level"), .init("Message")], rows: Array(lines),
                    empty: "Nothing is logged yet.")))
        return blocks
    }

    private static func level(_ level: String) -> BadgeView {
        switch level {
        case "error", "critical": BadgeView(level, .bad)
        case "warning": BadgeView(level, .warn)
        default: BadgeView(level)
        }
    }

    private static func further(_ entry: Document) -> String {
        entry.fields.filter { $0.name != "subtype" && $0.name != "result" }.map { "\($0.name): \(text($0.value))" }
            .joined(separator: "; ")
    }

    private static let longest = 2_000

    /// A value in one line; long ones are cut.
    private static func text(_ value: DocumentValue?) -> String {
        let text: String
        switch value {
        case nil: text = ""
        case .string(let string): text = string
        case .some(let other):
            text = String(decoding: DocumentFormat.json.detail(["v": other]), as: UTF8.self)
                .dropPrefix("{\"v\": ").dropPrefix("{\"v\":").dropSuffix("}")
        }
        return text.count <= longest ? text : text.prefix(longest) + "…"
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
    fileprivate func dropSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
