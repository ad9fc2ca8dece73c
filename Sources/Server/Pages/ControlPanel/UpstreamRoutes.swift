import Accounts
import Hummingbird
import Model

/// Remote brokers to pull from.
struct UpstreamRoutes: Sendable {
    let site: Site
    private let part = ControlPanel.Part.upstreams

    init(site: Site) { self.site = site }

    func addRoutes(to router: Router<ServerContext>) {
        let edit = part.needs(to: "control_panel_system_services_edit")
        site.show(router, "control-panel/upstreams", part.need) { visit in
            list(try await visit.administration.upstreams(), visit, mayEdit: visit.may(edit))
        }
        site.form(router, "control-panel/upstreams/add", edit) { visit, state in
            ControlPanel.page(
                part, visit, title: "Add an upstream broker", blocks: [.form(state.view(UpstreamRoutes.form, ["port": ["10000"]]))])
        } submit: { visit, form in
            let host = form.text("host")
            guard let port = Parameters.integer(form.text("port")) else {
                throw AccountError(.invalid, field: "port", "must be from 1 to 65535")
            }
            try await visit.administration.addUpstream(
                host: host, port: port, ident: form.text("ident"), secret: form["secret"] ?? "",
                channels: SensorRecord.list(form.lines("channels")), usesTLS: form["tls"] == "true")
            return .done("The server pulls from \(host):\(port) now.", next: part.path)
        }
        site.action(router, "control-panel/upstreams/remove", edit, back: part.path) { visit, form in
            try await visit.administration.removeUpstream(form.text("name"))
            return .done("\(form.text("name")) was removed.", next: part.path)
        }
    }

    private func list(_ upstreams: [Upstream], _ visit: Visit, mayEdit: Bool) -> PageView {
        let rows = upstreams.map { upstream in
            [
                CellView.head(upstream.name), .text(upstream.ident), .badges(upstream.channels.map { BadgeView($0) }),
                .badges([upstream.usesTLS ? BadgeView("TLS", .good) : BadgeView("in the clear", .warn)]),
                .badges([upstream.isEnabled ? BadgeView("on", .good) : BadgeView("off")]),
                .actions(
                    mayEdit
                        ? [
                            ActionView(
                                "Remove", subject: upstream.name, path: "\(part.path)remove/", hidden: [HiddenField("name", upstream.name)],
                                confirmation: "Stop pulling from \(upstream.name)?", isDanger: true)
                        ] : []),
            ]
        }
        return ControlPanel.page(
            part, visit, links: mayEdit ? [LinkView("Add a broker", "\(part.path)add/")] : [],
            blocks: [
                .table(
                    TableView(
                        columns: [
                            .init("Broker"), .init("Ident"), .init("Channels"), .init("Transport"), .init("State"),
                            .init("Actions", isHidden: true),
                        ], rows: rows, empty: "No remote broker is pulled from."))
            ])
    }

    private static var form: Form {
        var form = Form(
            "upstream", action: "\(ControlPanel.Part.upstreams.path)add/",
            fields: [
                .text("host", "Host", isRequired: true, maximumLength: 255, placeholder: "hpfeeds.example.org").focused,
                .number("port", "Port", range: 1...65_535),
                .text("ident", "Ident", help: "The login name on that broker.", isRequired: true, maximumLength: 255),
                .password("secret", "Secret"),
                Field("channels", "Channels", .area(rows: 3), help: "One a line or separated by commas.", isRequired: true),
                Field("tls", "Connect by TLS", .toggle),
            ])
        form.submit = "Add the broker"
        form.cancel = ControlPanel.Part.upstreams.path
        return form
    }
}

extension FormFields {
    /// A line of text without blanks at its ends; empty when it is absent.
    func text(_ name: String) -> String { (self[name] ?? "").trimmed }

    /// Several lines as one with commas.
    func lines(_ name: String) -> String {
        (self[name] ?? "").replacing("\r\n", with: ",").replacing("\n", with: ",")
    }
}
