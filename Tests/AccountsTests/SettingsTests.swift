import Model
import Testing

@testable import Accounts

@Suite("Settings")
struct SettingsTests {
    private func administration() async throws -> (Administration, FakeStore) {
        let store = FakeStore()
        let box = try SecretBox(keys: [[UInt8](repeating: 1, count: 32)])
        return (Administration(store: store, hasher: PasswordHasher(), box: box), store)
    }

    @Test("each default is a value of its own kind, and names are unique")
    func table() throws {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        for setting in Setting.all { #expect(try setting.canonical(setting.defaultText) == setting.defaultText) }
    }

    @Test(
        "values",
        arguments: [
            ("enable_api", "TRUE", "true"), ("enable_api", "off", "false"), ("api_max_limit", "10", "10"),
            ("when_full", "Drop", "drop"), ("broker_name", "my broker", "my broker"), ("retention.kippo.sessions", "30", "30d"),
            ("retention.a", "90d", "90d"), ("retention.a", "36H", "36h"), ("retention.a", "48h", "2d"), ("retention.a", "4w", "28d"),
            ("retention.a", "0", "forever"), ("retention.a", "forever", "forever"), ("retention.*", "1d", "1d"),
            ("disk_budget_bytes", "10GB", "10000000000"), ("disk_budget_bytes", "1 GiB", "1073741824"),
            ("disk_budget_bytes", "0", "0"), ("disk_budget_bytes", "10000000b", "10000000"),
            ("ignore_rfc1918", "true", "true"), ("crits_success_status", "200", "200"),
        ])
    func accepted(_ row: (name: String, text: String, value: String)) async throws {
        let (administration, _) = try await administration()
        try await administration.set(row.name, to: row.text)
        let found = try await administration.setting(row.name)
        #expect(found.name == row.name && found.value == row.value && !found.isDefault)
    }

    @Test(
        "refusals name the setting",
        arguments: [
            ("enable_api", "maybe"), ("api_max_limit", "0"), ("api_max_limit", "x"), ("when_full", "later"), ("broker_name", "a\nb"),
            ("no_such", "1"), ("retention.", "1"), ("retention.a", "-1"),
            ("retention.a", "d"), ("retention.a", "1y"), ("retention.a", "36501d"), ("retention.a", "1.5d"), ("retention.a", ""),
            ("retention.a", "999999w"), ("disk_budget_bytes", "-1"), ("disk_budget_bytes", "10"), ("disk_budget_bytes", "9MB"),
            ("disk_budget_bytes", "GB"), ("disk_budget_bytes", "9999999TB"),
            ("disk_budget_bytes", "1.5GB"), ("crits_success_status", "404"), ("lockout.admin", "1"),
            ("spool_bytes", "99999999999999999999"),
        ])
    func refused(_ row: (name: String, text: String)) async throws {
        let (administration, store) = try await administration()
        let error = await #expect(throws: AccountError.self) { try await administration.set(row.name, to: row.text) }
        #expect(error?.field == row.name)
        #expect(try await store.settings().isEmpty)
    }

    @Test("ignore_rfc1918 is the inverse of keep_private_sources")
    func alias() async throws {
        let (administration, store) = try await administration()
        #expect(try await administration.setting("ignore_rfc1918").value == "false")
        try await administration.set("ignore_rfc1918", to: "true")
        #expect(try await store.settings() == ["keep_private_sources": "false"])
        #expect(Settings(try await store.settings()).keepPrivateSources == false)
        try await administration.set("ignore_rfc1918", to: nil)
        #expect(try await administration.setting("keep_private_sources").isDefault)
    }

    @Test("a stored value that no longer fits counts as not set")
    func damaged() {
        let settings = Settings(["api_max_limit": "x", "when_full": "", "retention.a": "3", "retention.b": "0", "unknown": "1"])
        #expect(settings.apiMaximumLimit == 1_000)
        #expect(settings.whenFull == .hold)
        #expect(settings.retention.period(of: "a").description == "3d")
        #expect(settings.retention.period(of: "b") == .forever)
        #expect(settings == Settings(["retention.a": "3", "retention.b": "forever"]))
    }
}
