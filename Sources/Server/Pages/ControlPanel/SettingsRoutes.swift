import Accounts
import Hummingbird

/// The settings, typed and by group.
struct SettingsRoutes: Sendable {
    let site: Site

    func addRoutes(to router: Router<ServerContext>) {
        site.show(router, "control-panel/settings", ControlPanel.Part.settings.need) { visit in
            let values = try await visit.administration.settings()
            let groups = SettingsGroup.all.filter { visit.may($0.readNeed) }
            return ControlPanel.page(
                .settings, visit,
                blocks: [
                    .cards(
                        CardsView(
                            title: nil,
                            items: groups.map { group in
                                let changed = values.count { group.holds($0.name) && !$0.isDefault }
                                return .init(
                                    group.label, group.summary + (changed == 0 ? "" : ". \(changed) changed from the default"),
                                    link: group.path)
                            }))
                ])
        }
        for group in SettingsGroup.all {
            site.form(router, "control-panel/settings/\(group.name)", group.readNeed) { visit, state in
                try await page(group, visit, state)
            } submit: { visit, form in
                guard visit.may(group.editNeed) else {
                    throw AccountError(.refused, field: group.label, "needs \(group.editNeed.description) to be changed")
                }
                let count = try await save(group, form, visit)
                let text = count == 0 ? "Nothing was changed." : "\(count) \(count == 1 ? "setting was" : "settings were") changed."
                return .done(text, next: group.path)
            }
        }
    }

    private func page(_ group: SettingsGroup, _ visit: Visit, _ state: FormState) async throws -> PageView {
        let values = try await visit.administration.settings().filter { group.holds($0.name) }
        var form = Form("settings", action: group.path, fields: values.compactMap(SettingsRoutes.field))
        form.submit = "Save settings"
        let mayEdit = visit.may(group.editNeed)
        let current = Dictionary(uniqueKeysWithValues: values.map { ($0.name, [$0.value]) })
        return ControlPanel.page(
            .settings, visit, title: group.label, lead: group.summary + ".",
            blocks: mayEdit
                ? [.form(state.view(form, current))]
                : [
                    .notice(NoticeView(.info, "Changing these needs \(group.editNeed.description).")),
                    .facts(FactsView(title: nil, items: values.map { .init($0.name, $0.value) })),
                ])
    }

    /// Checks every value before the first is written.
    private func save(_ group: SettingsGroup, _ form: FormFields, _ visit: Visit) async throws -> Int {
        var changes: [(name: String, value: String)] = []
        for current in try await visit.administration.settings() where group.holds(current.name) {
            let setting = try Setting.named(current.name)
            // A secret is never shown, so an empty field leaves it as it is.
            if setting.isSecret, form.text(current.name).isEmpty { continue }
            let sent = form[current.name] ?? (setting.kind == .boolean ? "false" : nil)
            guard let sent else { continue }
            let value = try setting.canonical(sent.trimmed)
            if value != current.value { changes.append((current.name, value)) }
        }
        for change in changes { try await visit.administration.set(change.name, to: change.value) }
        return changes.count
    }

    /// How a setting is entered.
    private static func field(_ value: Administration.SettingValue) -> Field? {
        guard let setting = try? Setting.named(value.name) else { return nil }
        let standard = setting.defaultText.isEmpty ? "empty" : setting.defaultText
        let help = "\(value.name), by default \(standard)"
        // A summary that starts with the name of another setting keeps it as it is.
        let startsWithName = value.summary.prefix { $0 != " " }.contains("_")
        let label = startsWithName ? value.summary : value.summary.prefix(1).uppercased() + value.summary.dropFirst()
        switch setting.kind {
        case .boolean: return Field(value.name, label, .toggle, help: help)
        case .integer(let range): return Field.number(value.name, label, range: range, help: help)
        case .choice(let words): return Field(value.name, label, .select(words.map { Field.Option($0) }), help: help)
        case .secret:
            let state = value.isDefault ? "not set" : "set; leave it empty to keep it"
            return Field.password(value.name, label, help: "\(value.name), \(state)", isRequired: false)
        case .bytes, .period: return Field.text(value.name, label, help: "\(help); \(setting.kind)", maximumLength: 32)
        case .expression(let bytes), .text(let bytes): return Field.text(value.name, label, help: help, maximumLength: bytes)
        }
    }
}

/// Settings that stand on one page and share their permissions.
struct SettingsGroup: Sendable {
    /// In addresses and permissions.
    let name: String
    let label: String
    let summary: String
    /// The middle of the permission names, such as `control_panel_general_read`.
    let permission: String
    let holds: @Sendable (String) -> Bool

    var path: String { "\(ControlPanel.Part.settings.path)\(name)/" }
    var readNeed: Need { .all(["control_panel_read", "control_panel_system_read", "control_panel_\(permission)_read"]) }
    var editNeed: Need { .all(["control_panel_read", "control_panel_system_read", "control_panel_\(permission)_edit"]) }

    private static let security: Set<String> = [
        "lockout_minutes", "invalid_login_attempts", "session_timeout", "session_maximum_days", "secure_cookie",
        "password_complexity_regex", "password_complexity_desc", "totp_web",
    ]
    private static let intelligence: Set<String> = ["require_known_tld", "email_body_samples", "crits_success_status", "api_max_limit"]
    private static let general: Set<String> = [
        "enable_api", "public_dorks", "instance_name", "instance_url", "company_name", "classification", "crits_message",
    ]
    private static let mail: Set<String> = [
        "email_host", "email_port", "email_security", "email_username", "email_password", "crits_email", "crits_email_subject_tag",
        "crits_email_end_tag",
    ]

    static let all: [SettingsGroup] = [
        SettingsGroup(
            name: "general", label: "General", summary: "The switch of the threat-intelligence API, names and banners",
            permission: "general", holds: general.contains),
        SettingsGroup(
            name: "crits", label: "Threat intelligence", summary: "How objects are taken in and answered", permission: "crits",
            holds: intelligence.contains),
        SettingsGroup(
            name: "mail", label: "Mail", summary: "The server that sends mails for new passwords", permission: "general",
            holds: mail.contains),
        SettingsGroup(
            name: "security", label: "Security", summary: "Log-ins, their sessions and their locks", permission: "security",
            holds: security.contains),
        SettingsGroup(
            name: "honeypots", label: "Honeypots and broker", summary: "The hpfeeds broker, intake, and how long messages are kept",
            permission: "system_services",
            holds: { !security.contains($0) && !intelligence.contains($0) && !general.contains($0) && !mail.contains($0) }),
    ]
}
