import Accounts
import Documents
import Hummingbird
import Intelligence
import Model
import Storage

/// Analysis services: what they are for, their switches and their settings (crits-web.md M9).
struct ServiceRoutes: Sendable {
    let site: Site
    private let part = ControlPanel.Part.services

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        let edit = part.needs(to: "control_panel_services_edit")
        site.show(router, "control-panel/services", part.need) { visit in
            let queue = try await site.parts.analyses?.queueLengths() ?? []
            return list(try await services(visit).services(), queue, visit, mayEdit: visit.may(edit))
        }
        site.action(router, "control-panel/services/enabled", edit, back: part.path) { visit, form in
            let (name, isOn) = (form["name"] ?? "", form["on"] == "true")
            try await services(visit).setEnabled(name, isOn)
            return .done("'\(name)' is \(isOn ? "on" : "off").", next: part.path)
        }
        site.action(router, "control-panel/services/triage", edit, back: part.path) { visit, form in
            let (name, isOn) = (form["name"] ?? "", form["on"] == "true")
            try await services(visit).setTriage(name, isOn)
            return .done("'\(name)' \(isOn ? "looks" : "no longer looks") at every upload.", next: part.path)
        }
        site.action(router, "control-panel/services/remove", edit, back: part.path) { visit, form in
            let name = form["name"] ?? ""
            try await services(visit).remove(name)
            return .done("'\(name)' was removed.", next: part.path)
        }
        site.form(router, "control-panel/services/edit", edit) { visit, state in
            try await settings(visit, state)
        } submit: { visit, form in
            let name = visit.query["name"] ?? ""
            try await save(name, form, visit)
            return .done("'\(name)' was saved.", next: part.path)
        }
        site.form(router, "control-panel/services/add", edit) { visit, state in
            ControlPanel.page(
                part, visit, title: "Add a service",
                lead: "A program outside of the server takes its tasks by the Services API and pushes what it finds.",
                blocks: [.form(state.view(ServiceRoutes.addForm, ["version": ["1.0"], "limit": ["0"]]))])
        } submit: { visit, form in
            let name = form.text("service")
            let worker = form.text("worker")
            try await services(visit).add(
                ServiceRecord(
                    name: name, version: form.text("version"), description: form.text("description"),
                    config: ServiceRoutes.options(form["config"] ?? ""), supportedTypes: form.values(of: "types"),
                    runsOnTriage: form["triage"] == "true", isDistributed: true, maximumRuns: max(0, Int(form.text("limit")) ?? 0),
                    worker: worker.isEmpty ? nil : worker))
            return .done("'\(name)' waits for its worker.", next: part.path)
        }
    }

    private func services(_ visit: Visit) throws -> ServiceAdministration {
        guard let store = site.parts.objects else { throw AccountError(.unknown, field: "service", "this store has no objects") }
        return ServiceAdministration(store: store, administration: visit.administration)
    }

    // MARK: The list

    private func list(
        _ services: [ServiceRecord], _ queue: [AnalysisQueueLength], _ visit: Visit, mayEdit: Bool
    ) -> PageView {
        let lengths = Dictionary(queue.map { ($0.service, $0) }) { first, _ in first }
        let rows = services.map { service -> [CellView] in
            [
                .head(
                    service.name, link: mayEdit ? "\(part.path)edit/?name=\(FormFields.encode(service.name))" : nil,
                    note: service.description),
                .text(service.version, note: service.isDistributed ? "by \(service.worker.map { "'\($0)'" } ?? "any worker")" : "built in"),
                .badges(service.supportedTypes.map { BadgeView($0) }),
                .badges([ServiceRoutes.badge(service)] + (service.isOnTriage ? [BadgeView("every upload", .accent)] : [])),
                .amount(ServiceRoutes.text(lengths[service.name])), .actions(mayEdit ? ServiceRoutes.actions(service) : []),
            ]
        }
        return ControlPanel.page(
            part, visit, links: mayEdit ? [LinkView("Add a service", "\(part.path)add/")] : [],
            blocks: [
                .table(
                    TableView(
                        columns: [
                            .init("Service"), .init("Version"), .init("For"), .init("State"),
                            .init("Waiting, running", isNumber: true), .init("Actions", isHidden: true),
                        ], rows: rows, empty: "No service is registered yet."))
            ])
    }

    private static func text(_ length: AnalysisQueueLength?) -> String { "\(length?.waiting ?? 0), \(length?.running ?? 0)" }

    private static func badge(_ service: ServiceRecord) -> BadgeView {
        switch service.status {
        case .available: service.isEnabled ? BadgeView("on", .good) : BadgeView("off")
        case .misconfigured: BadgeView("misconfigured", .bad)
        case .unavailable: BadgeView("unavailable", .warn)
        }
    }

    private static func actions(_ service: ServiceRecord) -> [ActionView] {
        func hidden(_ isOn: Bool) -> [HiddenField] { [HiddenField("name", service.name), HiddenField("on", String(isOn))] }
        let path = ControlPanel.Part.services.path
        var actions: [ActionView] = []
        if service.status == .available {
            actions.append(
                ActionView(
                    service.isEnabled ? "Switch off" : "Switch on", subject: service.name, path: "\(path)enabled/",
                    hidden: hidden(!service.isEnabled)))
            actions.append(
                ActionView(
                    service.runsOnTriage ? "Not every upload" : "Every upload", subject: service.name, path: "\(path)triage/",
                    hidden: hidden(!service.runsOnTriage)))
        }
        if service.isDistributed {
            actions.append(
                ActionView(
                    "Remove", subject: service.name, path: "\(path)remove/", hidden: [HiddenField("name", service.name)],
                    confirmation: "Take \(service.name) out of the registry? Results stay.", isDanger: true))
        }
        return actions
    }

    // MARK: Settings of one

    private func settings(_ visit: Visit, _ state: FormState) async throws -> PageView {
        let service = try await services(visit).service(visit.query["name"] ?? "")
        var form = Form("service", action: "\(part.path)edit/?name=\(FormFields.encode(service.name))", fields: fields(of: service))
        form.cancel = part.path
        var values = ["limit": [String(service.maximumRuns)], "config": [""]]
        for field in SecretOption.withoutSecrets(service.config).fields {
            values[ServiceRoutes.prefix + field.name] = [ServiceRoutes.text(field.value)]
        }
        return ControlPanel.page(part, visit, title: service.name, lead: service.description, blocks: [.form(state.view(form, values))])
    }

    private static let prefix = "option_"

    private func fields(of service: ServiceRecord) -> [Field] {
        var fields: [Field] = [
            .number("limit", "Runs at once", range: 0...1_000, help: "Over all nodes; 0 for any number.")
        ]
        for option in SecretOption.withoutSecrets(service.config).fields {
            fields.append(
                option.value.isFlag
                    ? Field(ServiceRoutes.prefix + option.name, option.name, .toggle)
                    : .text(ServiceRoutes.prefix + option.name, option.name, maximumLength: 10_000))
        }
        guard service.isDistributed else { return fields }
        let known = service.secrets.fields.map(\.name)
        fields.append(
            Field(
                "config", "Further settings", .area(rows: 3),
                help: "Lines of NAME=VALUE. Those whose names say password, secret, token or the like are sealed and never shown"
                    + (known.isEmpty ? "." : "; set are \(known.joined(separator: ", ")).")))
        return fields
    }

    private func save(_ name: String, _ form: FormFields, _ visit: Visit) async throws {
        let administration = try services(visit)
        let service = try await administration.service(name)
        guard let limit = Int(form.text("limit")), (0...1_000).contains(limit) else {
            throw AccountError(.invalid, field: "limit", "must be from 0 to 1000")
        }
        var config = ServiceRoutes.options(form["config"] ?? "")
        for option in SecretOption.withoutSecrets(service.config).fields {
            let sent = form[ServiceRoutes.prefix + option.name]
            // A box without a tick is not sent.
            guard sent != nil || option.value.isFlag else { continue }
            guard sent != ServiceRoutes.text(option.value) else { continue }
            config[option.name] = .string(sent ?? "false")
        }
        try await administration.configure(name, config, maximumRuns: limit)
    }

    private static func text(_ value: DocumentValue) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): String(number)
        case .boolean(let flag): String(flag)
        case .list(let items): items.map(text).joined(separator: ", ")
        case .date, .document: ""
        }
    }

    /// Lines of `NAME=VALUE`.
    private static func options(_ lines: String) -> Document {
        var options = Document()
        for line in lines.split(whereSeparator: \.isNewline) {
            guard let mark = line.firstIndex(of: "=") else { continue }
            let name = String(line[..<mark]).trimmed
            if !name.isEmpty { options[name] = .string(String(line[line.index(after: mark)...]).trimmed) }
        }
        return options
    }

    private static var addForm: Form {
        var form = Form(
            "service", action: "\(ControlPanel.Part.services.path)add/",
            fields: [
                .text("service", "Name", isRequired: true, maximumLength: 100).focused,
                .text("version", "Version", help: "Such as 1.0 or 1.0.2.", isRequired: true, maximumLength: 30),
                .text("description", "Description", maximumLength: 500),
                Field("types", "For objects of these types", .checks(ObjectTypes.topLevel.map { .init($0.name) })),
                .text("worker", "User of the worker", help: "Only this one gets tasks and secrets; empty for any who may run services."),
                .number("limit", "Runs at once", range: 0...1_000, help: "0 for any number."),
                Field("triage", "Looks at every upload", .toggle),
                Field(
                    "config", "Settings", .area(rows: 4),
                    help: "Lines of NAME=VALUE. Those whose names say password, secret, token or the like are sealed and never shown."),
            ])
        form.submit = "Add the service"
        form.cancel = ControlPanel.Part.services.path
        return form
    }
}

extension DocumentValue {
    fileprivate var isFlag: Bool { if case .boolean = self { true } else { false } }
}
