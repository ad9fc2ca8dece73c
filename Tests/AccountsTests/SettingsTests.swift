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
            ("when_full", "Drop", "drop"), ("broker_name", "my broker", "my broker"), ("retention.kippo.sessions", "30", "30"),
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
            ("no_such", "1"), ("retention.", "1"), ("retention.a", "-1"), ("crits_success_status", "404"), ("lockout.admin", "1"),
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
        #expect(settings.retentionDays == ["a": 3])
        #expect(settings == Settings(["retention.a": "3"]))
    }
}
