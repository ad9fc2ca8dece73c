import Documents
import Storage

extension Administration {
    /// A setting and its value.
    public struct SettingValue: Sendable, Equatable {
        /// The name it was asked by.
        public let name: String
        /// As text, canonical.
        public let value: String
        /// Whether it is the default, never set.
        public let isDefault: Bool
        /// What it is for, in one line.
        public let summary: String
        /// Whether the value is kept sealed and never shown.
        public var isSecret = false
    }

    /// All settings in the order of the table, then retention by channel.
    public func settings() async throws -> [SettingValue] {
        let stored = try await store.settings()
        let fixed = Setting.all.map { Administration.value(of: $0, stored) }
        let retention = stored.keys.filter { $0.hasPrefix(Setting.retentionPrefix) }.sorted()
        return fixed
            + retention.compactMap { name in
                guard let setting = try? Setting.named(name) else { return nil }
                return Administration.value(of: setting, stored)
            }
    }

    /// One setting by its name or an alias; throws when there is none.
    public func setting(_ name: String) async throws -> SettingValue {
        let alias = SettingAlias.all[name]
        let setting = try Setting.named(alias?.name ?? name)
        let found = Administration.value(of: setting, try await store.settings())
        guard let alias else { return found }
        return SettingValue(
            name: name, value: alias.translate(found.value), isDefault: found.isDefault, summary: found.summary)
    }

    /// Sets a setting by its name or an alias; nil goes back to the default.
    public func set(_ name: String, to text: String?) async throws {
        let alias = SettingAlias.all[name]
        let setting = try Setting.named(alias?.name ?? name)
        var value: String?
        if let text {
            let canonical = try setting.canonical(text)
            value = alias?.translate(canonical) ?? canonical
        }
        if setting.isSecret {
            // Neither store nor audit log learn it.
            let sealed = try value.flatMap { $0.isEmpty ? nil : Hexadecimal.encode(try box.seal($0, for: setting.owner)) }
            try await store.setSetting(setting.name, to: sealed)
            return try await finish("setting.set", "\(setting.name) \(sealed == nil ? "default" : "a secret")")
        }
        try await store.setSetting(setting.name, to: value)
        try await finish("setting.set", "\(setting.name) \(value ?? "default")")
    }

    private static func value(of setting: Setting, _ stored: [String: String]) -> SettingValue {
        if setting.isSecret {
            let isSet = stored[setting.name] != nil
            return SettingValue(
                name: setting.name, value: isSet ? "(set)" : "", isDefault: !isSet, summary: setting.summary, isSecret: true)
        }
        let value = stored[setting.name].flatMap { try? setting.canonical($0) }
        return SettingValue(
            name: setting.name, value: value ?? setting.defaultText, isDefault: value == nil, summary: setting.summary)
    }
}
