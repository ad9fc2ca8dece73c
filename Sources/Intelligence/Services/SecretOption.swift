public import Documents

/// Settings of services that nobody is shown: their names say so.
public enum SecretOption {
    private static let words = ["password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "credential", "private_key"]

    /// Whether a setting of that name is secret.
    public static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return words.contains { name.contains($0) }
    }

    /// Settings without the secret ones.
    public static func withoutSecrets(_ config: Document) -> Document { Document(config.fields.filter { !isSecret($0.name) }) }

    /// The entry of a service as it is shown: names of secret settings instead of what they hold.
    public static func redacted(_ service: Document) -> Document {
        var shown = service
        let config = service["config"]?.document ?? Document()
        let names = (config.fields + (service["secrets"]?.document?.fields ?? [])).map(\.name).filter(isSecret)
        shown["secrets"] = nil
        if service["config"] != nil { shown["config"] = .document(withoutSecrets(config)) }
        if !names.isEmpty { shown["secret_config"] = .strings(Set(names).sorted()) }
        return shown
    }
}
