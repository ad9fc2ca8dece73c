import Accounts
import Documents
import Hummingbird
import Model
import Storage

/// Honeypots that deliver here: idents, their channels, secrets and health.
struct SensorRoutes: Sendable {
    let site: Site
    private let part = ControlPanel.Part.sensors

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        let edit = part.needs(to: "control_panel_system_services_edit")
        site.show(router, "control-panel/sensors", part.need) { visit in
            try await list(visit, mayEdit: visit.may(edit))
        }
        site.form(router, "control-panel/sensors/add", edit) { visit, state in
            ControlPanel.page(part, visit, title: "Add a sensor", blocks: [.form(state.view(SensorRoutes.form))])
        } submit: { visit, form in
            let ident = form.text("ident")
            let owner = form.text("owner")
            let publish = SensorRecord.list(form.lines("publish"))
            let secret = try await visit.administration.addSensor(
                ident, publish: publish, subscribe: SensorRecord.list(form.lines("subscribe")), owner: owner.isEmpty ? nil : owner)
            return .page(shown(secret, of: ident, title: "Sensor added", visit))
        }
        site.action(router, "control-panel/sensors/rotate", edit, back: part.path) { visit, form in
            let ident = form["ident"] ?? ""
            let secret = try await visit.administration.rotateSensor(ident)
            return .page(shown(secret, of: ident, title: "New secret", visit))
        }
        site.action(router, "control-panel/sensors/remove", edit, back: part.path) { visit, form in
            let ident = form["ident"] ?? ""
            try await visit.administration.removeSensor(ident)
            return .done("'\(ident)' was removed; its connections are closed.", next: part.path)
        }
    }

    private func shown(_ secret: String, of ident: String, title: String, _ visit: Visit) -> PageView {
        ControlPanel.page(
            part, visit, title: title,
            blocks: [
                .secret(
                    SecretView(
                        title: "Secret of \(ident)",
                        text: "Put it into the honeypot's hpfeeds configuration now: it is not shown again. "
                            + "After a rotation the secret before this one stays valid until the next.",
                        value: secret, example: nil, next: LinkView("Back to the sensors", part.path)))
            ])
    }

    private func list(_ visit: Visit, mayEdit: Bool) async throws -> PageView {
        let sensors = try await visit.administration.sensors()
        let activity = Dictionary(
            try await site.parts.observations.sensorActivity().map { ($0.ident, $0) }, uniquingKeysWith: { first, _ in first })
        let figures = await site.parts.sensorFigures()
        let rows = sensors.map { sensor in
            row(sensor, activity[sensor.ident], figures[sensor.ident] ?? SensorFigures(), mayEdit: mayEdit)
        }
        let strangers = activity.keys.filter { ident in !sensors.contains { $0.ident == ident } }.count
        var blocks: [Block] = [
            .table(
                TableView(
                    columns: [
                        .init("Sensor"), .init("Publishes to"), .init("State (UTC)"), .init("Messages", isNumber: true),
                        .init("Per minute", isNumber: true),
                        .init("Errors", isNumber: true), .init("Actions", isHidden: true),
                    ], rows: rows, empty: "No sensor is registered yet."))
        ]
        if strangers > 0 {
            blocks.append(
                .text(
                    "Messages of \(strangers) further \(strangers == 1 ? "ident" : "idents") are stored, from imports or removed sensors."
                ))
        }
        return ControlPanel.page(part, visit, links: mayEdit ? [LinkView("Add a sensor", "\(part.path)add/")] : [], blocks: blocks)
    }

    private func row(_ sensor: Sensor, _ activity: SensorActivity?, _ figures: SensorFigures, mayEdit: Bool) -> [CellView] {
        let hidden = [HiddenField("ident", sensor.ident)]
        let actions = [
            ActionView(
                "Rotate", subject: sensor.ident, path: "\(part.path)rotate/", hidden: hidden,
                confirmation: "Make a new secret for '\(sensor.ident)'? The present one stays valid until the next rotation."),
            ActionView(
                "Remove", subject: sensor.ident, path: "\(part.path)remove/", hidden: hidden,
                confirmation: "Remove '\(sensor.ident)'? It can't connect any more; its messages stay.", isDanger: true),
        ]
        return [
            .head(sensor.ident, note: sensor.owner == sensor.ident ? nil : sensor.owner),
            .badges(
                sensor.publish.sorted().map { BadgeView($0) },
                note: sensor.subscribe.isEmpty ? nil : "reads \(sensor.subscribe.sorted().joined(separator: ", "))"),
            .badges(
                [figures.connections > 0 ? BadgeView("online", .good) : BadgeView("offline")],
                note: activity.map { "seen \(PageTime.text($0.lastSeen))" } ?? "never seen"),
            .number(activity?.messages ?? 0),
            .number(figures.messagesPerMinute), .number(figures.errors), .actions(mayEdit ? actions : []),
        ]
    }

    private static var form: Form {
        let help = "One a line or separated by commas; exact names, such as cowrie.sessions."
        var form = Form(
            "sensor", action: "\(ControlPanel.Part.sensors.path)add/",
            fields: [
                .text("ident", "Ident", help: "The login name of the honeypot.", isRequired: true, maximumLength: 255).focused,
                .text("owner", "Owner", help: "A label of who runs it; grants nothing.", maximumLength: 255),
                Field("publish", "Channels it may publish to", .area(rows: 3), help: help),
                Field("subscribe", "Channels it may subscribe to", .area(rows: 3), help: help),
            ])
        form.text = "The server makes the secret and shows it once."
        form.submit = "Add the sensor"
        form.cancel = ControlPanel.Part.sensors.path
        return form
    }
}

/// Times as pages show them: UTC to the second (ruling 15).
enum PageTime {
    static func text(_ time: Timestamp) -> String {
        String("\(time)".prefix(19)).replacing("T", with: " ")
    }
}
